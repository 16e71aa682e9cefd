using System.Text;
using Herd.Actors.Access;
using Herd.Actors.Protocol;

namespace Herd.Node.Settings;

internal static class AccessReader
{
    public static AccessSettings Read(SettingsSection herd)
    {
        var access = herd.Section("access");
        var section = access.Section("keys");
        Dictionary<string, string> owners = [];
        List<(Grant, string)> keys = [];
        Dictionary<string, KeySecrets> secrets = [];
        foreach (var name in section.Names)
        {
            if (!NodeName.IsValid(name))
                section.Refuse(name, $"expected a key's name of letters, digits, '-', '_' and '.', a letter or digit first and last, at most {NodeName.MaxLength}, found {SettingsCheck.Show(name)}");
            var key = section.Section(name, isSecret: true);
            var secret = ReadSecret(key);
            if (owners.TryGetValue(secret, out var owner))
                key.Refuse("secret", $"expected another secret than that of {owner}; 'herd secret' makes one");
            owners.TryAdd(secret, key.PathOf("secret"));
            keys.Add((new Grant(name, ReadMay(key), ReadClients(key)), secret));
            secrets[name] = new KeySecrets(secret, ReadOwnTracksKey(key));
        }

        // Admins must be known, so anonymous can't be one.
        var anonymous = access.Flags("anonymous", Permissions.Report, Permissions.Read);
        return new AccessSettings(new AccessKeys(keys, anonymous), ReadHosts(access), secrets);
    }

    private static string ReadSecret(SettingsSection key)
    {
        var secret = key.Secret("secret");
        if (secret.Length is < AccessKeys.MinSecretLength or > AccessKeys.MaxSecretLength || secret.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            key.Refuse("secret", $"expected {AccessKeys.MinSecretLength} to {AccessKeys.MaxSecretLength} characters without white space, found {(secret.Length == 0 ? "nothing" : "something else")}; 'herd secret' makes one");
        return secret;
    }

    private static string ReadOwnTracksKey(SettingsSection key)
    {
        var passphrase = key.Secret("owntracks-key");
        if (Encoding.UTF8.GetByteCount(passphrase) > KeySecrets.MaxOwnTracksKeyLength)
            key.Refuse("owntracks-key", $"expected at most {KeySecrets.MaxOwnTracksKeyLength} bytes, found more; the app takes no more, either");
        return passphrase;
    }

    private static Permissions ReadMay(SettingsSection key)
    {
        var may = key.Flags("may", Permissions.Report, Permissions.Read, Permissions.Admin);
        if (may is null or Permissions.None)
            key.Refuse("may", "expected what the key may do, found nothing; add it, as in may = [report, read]");
        return may ?? Permissions.None;
    }

    private static ClientPattern ReadClients(SettingsSection key)
    {
        var expected = $"a pattern of 1 to {ClientPattern.MaxLength} bytes for the IDs of clients, as in \"jane/*\"";
        var text = key.Text("clients", ClientPattern.All.Text, expected, text => ClientPattern.Parse(text) is not null);
        return ClientPattern.Parse(text) ?? ClientPattern.All;
    }

    private static List<string> ReadHosts(SettingsSection access)
    {
        const string Expected = "a list of host names, as in [herd.example.org]";
        List<string> hosts = [];
        foreach (var value in access.List("hosts", Expected))
        {
            if (value.GetString() is { } host && Uri.CheckHostName(host) != UriHostNameType.Unknown)
                hosts.Add(host);
            else
                access.Refuse("hosts", $"expected {Expected}, found {SettingsSection.Found(value)} in it");
        }

        return hosts;
    }
}
