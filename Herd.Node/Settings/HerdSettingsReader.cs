using System.Text;
using Akka.Configuration;
using Herd.Actors.Clients;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Places;
using Herd.Actors.Storage;

namespace Herd.Node.Settings;

internal static class HerdSettingsReader
{
    private const string Root = "herd";
    private static readonly string[] LogLevels = ["OFF", "ERROR", "WARNING", "INFO", "DEBUG"];
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Century = TimeSpan.FromDays(36_500);

    /// <summary>Whether errors must not show the setting's value.</summary>
    public static bool IsSecret(string path) =>
        path is "herd.link.secret" or "herd.tls.password" or "herd.places.google.api-key" || SettingPath.Split(path) is ["herd", "access", "keys", _, "secret" or "owntracks-key"];

    /// <exception cref="SettingsException">A setting is unknown or wrong.</exception>
    public static HerdSettings Read(Config settings, SettingOrigins origins, Joining? joining = null)
    {
        var check = new SettingsCheck(origins);
        var file = new SettingsSection("", settings, check);
        var herd = file.Section(Root);
        var nodes = NodesReader.Read(herd, joining);
        var client = ReadClient(herd.Section("client"));
        var result = new HerdSettings(
            herd.Text("name", "herd", "a name of 1 to 100 characters without white space", IsHerdName),
            herd.Text("data-dir", "data", "a folder", folder => folder.Length > 0),
            nodes,
            LinksReader.Read(herd, nodes),
            client,
            ReadLink(herd.Section("link"), client.MaxAhead),
            ReadPlaces(herd.Section("places")),
            ReadStorage(herd.Section("storage")),
            ReadLocations(herd.Section("locations")),
            ReadLog(herd.Section("log")),
            AccessReader.Read(herd),
            ReadMap(herd.Section("map")),
            new StreamSettings(herd.Section("stream").Number("max-readers", StreamSettings.Default.MaxReaders, 1, 1_000_000)),
            ReadPhones(herd.Section("phones"), client.MaxIdLength),
            TlsReader.Read(herd, settings),
            ReadTelemetry(herd.Section("telemetry")),
            herd.Switch("insecure", false),
            settings.GetValue("akka")?.AtKey("akka") ?? ConfigurationFactory.Empty,
            joining);
        var logLevel = settings.GetString("akka.loglevel", "INFO");
        if (!LogLevels.Contains(logLevel, StringComparer.OrdinalIgnoreCase))
            check.Refuse("akka.loglevel", $"expected one of {string.Join(", ", LogLevels)}, found {SettingsCheck.Show(logLevel)}");
        // Other sections may hold texts for substitutions.
        foreach (var name in file.Names)
            check.Know(name);
        check.Throw();
        return result;
    }

    /// <summary>As a link's hello carries it.</summary>
    private static bool IsHerdName(string name) => name.Length is > 0 and <= 100
        && Encoding.UTF8.GetByteCount(name) <= byte.MaxValue
        && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));

    private static ClientSettings ReadClient(SettingsSection client)
    {
        var @default = ClientSettings.Default;
        return new ClientSettings(
            (int)client.Size("max-line-length", @default.MaxLineLength, 64, 512 << 10),
            client.Duration("unknown-client-grace", @default.UnknownClientGrace, TimeSpan.Zero, TimeSpan.FromSeconds(60)),
            client.Switch("close-on-invalid", @default.CloseOnInvalid),
            client.Number("max-connections", @default.MaxConnections, 1, 10_000_000),
            client.Duration("idle-timeout", @default.IdleTimeout, TimeSpan.Zero, Day),
            client.Number("max-connections-per-address", @default.MaxConnectionsPerAddress, 1, 10_000_000),
            (int)client.Size("max-id-length", @default.MaxIdLength, 1, 64 << 10),
            client.Duration("max-ahead", @default.MaxAhead, TimeSpan.Zero, Century));
    }

    private static LinkSettings ReadLink(SettingsSection link, TimeSpan maxAhead)
    {
        var @default = LinkSettings.Default;
        var backoff = link.Section("backoff");
        var min = backoff.Duration("min", @default.MinBackoff, TimeSpan.FromMilliseconds(1), Hour);
        var max = backoff.Duration("max", @default.MaxBackoff, TimeSpan.FromMilliseconds(1), Hour);
        if (max < min)
            backoff.Refuse("max", "expected a duration that isn't shorter than herd.link.backoff.min");
        return new LinkSettings(
            link.Duration("dead-after", @default.DeadAfter, TimeSpan.FromMilliseconds(100), Hour),
            link.Size("max-pending-bytes", @default.MaxPendingBytes, 64 << 10, 4L << 30),
            link.Secret("secret"),
            min,
            max,
            // The clock of the node that accepted an update may be ahead of this one's.
            2 * maxAhead);
    }

    private static LocationSettings ReadLocations(SettingsSection locations) => new(
        locations.Number("max-count", 0, 0, int.MaxValue),
        locations.Size("max-memory", 0, 0, 1L << 40),
        new RetentionSettings(
            locations.Duration("expire-after", RetentionSettings.Default.ExpireAfter, TimeSpan.Zero, Century),
            locations.Duration("forget-for", RetentionSettings.Default.ForgetFor, TimeSpan.FromSeconds(1), Century)));

    private static PlacesSettings ReadPlaces(SettingsSection places)
    {
        var @default = GooglePlacesSettings.Default;
        var google = places.Section("google");
        return new PlacesSettings(
            places.Choice("provider", PlacesSettings.Default.Provider),
            new GooglePlacesSettings(
                google.Secret("api-key"),
                google.Text("base-url", @default.BaseUrl, "a URL with http or https, or nothing for Google's own", url => url.Length == 0 || IsHttpUrl(url)),
                google.Duration("timeout", @default.Timeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5)),
                google.Number("max-pending", @default.MaxPending, 1, 1_000_000),
                google.Number("max-failures", @default.MaxFailures, 1, 1_000_000),
                google.Duration("reset-timeout", @default.ResetTimeout, TimeSpan.FromMilliseconds(10), Hour)));
    }

    private static StorageSettings ReadStorage(SettingsSection storage) => new(
        storage.Choice("provider", StorageSettings.Default.Provider),
        storage.Choice("ack", StorageSettings.Default.Ack));

    private static MessageLogSettings ReadLog(SettingsSection log) => new(
        log.Switch("messages", MessageLogSettings.Default.Messages),
        log.Size("max-size", MessageLogSettings.Default.MaxSize, 64 << 10, 1L << 40),
        log.Number("max-files", MessageLogSettings.Default.MaxFiles, 1, 1000));

    private static TelemetrySettings ReadTelemetry(SettingsSection telemetry) => new(
        telemetry.Text("otlp", TelemetrySettings.Default.Otlp, "a URL with http or https, or nothing", url => url.Length == 0 || IsHttpUrl(url)),
        telemetry.Fraction("trace-ratio", TelemetrySettings.Default.TraceRatio));

    private static PhoneSettings ReadPhones(SettingsSection phones, int maxIdLength)
    {
        var expected = $"a list of up to {PhoneSettings.MaxFriends} IDs of clients, as in [jane/phone, van]";
        var values = phones.List("friends", expected);
        if (values.Count > PhoneSettings.MaxFriends)
            phones.Refuse("friends", $"expected {expected}, found {values.Count}");
        List<string> friends = [];
        foreach (var value in values)
        {
            if (value.GetString() is { Length: > 0 } id && Encoding.UTF8.GetByteCount(id) <= maxIdLength && !id.Any(char.IsWhiteSpace))
                friends.Add(id);
            else
                phones.Refuse("friends", $"expected {expected}, found {SettingsSection.Found(value)} in it");
        }

        return new PhoneSettings([.. friends.Distinct()]);
    }

    private static MapSettings ReadMap(SettingsSection map) => new(
        map.Text("tiles", "", "a URL with http or https and with {z}, {x} and {y}, or nothing for none", url => url.Length == 0 || IsTileUrl(url)),
        map.Text("attribution", "", "a text", _ => true));

    private static bool IsTileUrl(string url) =>
        IsHttpUrl(url) && new[] { "{z}", "{x}", "{y}" }.All(part => url.Contains(part, StringComparison.Ordinal));

    private static bool IsHttpUrl(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
