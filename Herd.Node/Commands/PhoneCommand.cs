using System.CommandLine.Parsing;
using System.Net;
using System.Text;
using System.Text.Json;
using Herd.Actors.Access;
using Herd.Node.Settings;
using QRCoder;

namespace Herd.Node.Commands;

/// <summary><c>herd phone</c>: prints what to enter in each app, so that a phone reports to the herd.</summary>
internal static class PhoneCommand
{
    public const string DefaultDevice = "phone";

    /// <summary>OwnTracks' number for HTTP.</summary>
    private const int HttpMode = 3;

    /// <param name="at">Where phones reach a node; null: the first node's address in the herd file.</param>
    /// <exception cref="SettingsException">There is no such key, or no address.</exception>
    public static int Run(HerdSettings herd, string name, string device, Uri? at, TextWriter output, TextWriter warnings)
    {
        var secrets = SecretsOf(herd, name);
        var node = at ?? AddressOf(herd);
        CheckPart(name, "NAME");
        CheckPart(device, "--device");
        var id = $"{name}/{device}";
        foreach (var warning in WarningsOf(herd, name, id, secrets, node))
            warnings.WriteLine($"herd: {warning}");
        WriteOwnTracks(output, node, name, device, secrets);
        WriteOthers(output, node, name, id, secrets);
        return ExitCode.Ok;
    }

    /// <summary>The value of <c>--at</c>: a URL, reduced to scheme, host and port.</summary>
    public static Uri? ParseAddress(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0 && address.UserInfo.Length == 0)
            return new Uri(address.GetLeftPart(UriPartial.Authority));
        argument.AddError($"--at: expected where phones reach a node, as in https://herd.example.org:12300, found {SettingsCheck.Show(text)}");
        return null;
    }

    /// <summary>OwnTracks' configuration link: https://owntracks.org/booklet/features/remoteconfig/.</summary>
    public static string OwnTracksLink(Uri node, string name, string device, KeySecrets? secrets)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("_type", "configuration");
            writer.WriteNumber("mode", HttpMode);
            writer.WriteString("url", $"{new Uri(node, "/owntracks")}");
            writer.WriteBoolean("auth", secrets is not null);
            writer.WriteString("username", name);
            writer.WriteString("password", secrets?.Secret ?? "");
            writer.WriteString("deviceId", device);
            if (secrets is { OwnTracksKey.Length: > 0 })
                writer.WriteString("encryptionKey", secrets.OwnTracksKey);
            writer.WriteEndObject();
        }

        return $"owntracks:///config?inline={Uri.EscapeDataString(Convert.ToBase64String(bytes.ToArray()))}";
    }

    private static KeySecrets? SecretsOf(HerdSettings herd, string name)
    {
        var keys = herd.Access.Secrets;
        if (keys.Count == 0)
            return null;
        if (keys.TryGetValue(name, out var secrets))
            return secrets;
        var nearest = NearestName.Similar(name, keys.Keys) is { } similar ? $"; did you mean {similar}?" : "";
        throw new SettingsException($"herd.access.keys has no key {SettingsCheck.Show(name)}{nearest} (keys: {string.Join(", ", keys.Keys.Order(StringComparer.Ordinal))})");
    }

    private static Uri AddressOf(HerdSettings herd)
    {
        var node = herd.Nodes[0];
        return node.HttpPort != 0
            ? new UriBuilder(herd.Tls.HttpScheme, node.Host, node.HttpPort).Uri
            : throw new SettingsException($"{node.PathOf("http-port")} is 0, any free one; say with --at where phones reach a node, as in --at http://192.168.1.2:12300");
    }

    private static void CheckPart(string text, string what)
    {
        if (text.Length == 0 || text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '/' or ':'))
            throw new SettingsException($"{what}: expected a name without white space, '/' and ':', found {SettingsCheck.Show(text)}");
    }

    private static IEnumerable<string> WarningsOf(HerdSettings herd, string name, string id, KeySecrets? secrets, Uri node)
    {
        if (node.IsLoopback)
            yield return $"{node.Host} is this machine alone: no phone reaches it; say with --at where phones reach a node";
        if (node.Scheme == Uri.UriSchemeHttp)
            yield return "without TLS anybody on the way reads and changes what phones say: see docs/phones.md";
        if (secrets is null)
        {
            if (!herd.Access.Keys.Anonymous.May.HasFlag(Permissions.Report))
                yield return "nobody may report: herd.access has no keys, and anonymous may not";
            yield break;
        }

        var grant = herd.Access.Keys.Find(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(secrets.Secret));
        if (grant?.MayReport(Encoding.UTF8.GetBytes(id)) != true)
            yield return $"the key {name} may not report {id}: look at its may and clients";
        if (!herd.Access.Keys.Anonymous.May.HasFlag(Permissions.Report))
            yield return "Traccar Client can't show a key: it needs herd.access.anonymous = [report]";
    }

    private static void WriteOwnTracks(TextWriter output, Uri node, string name, string device, KeySecrets? secrets)
    {
        var link = OwnTracksLink(node, name, device, secrets);
        output.WriteLine("OwnTracks (Android, iOS): open this with the phone's camera");
        output.WriteLine();
        WriteCode(output, link);
        output.WriteLine();
        output.WriteLine($"  {link}");
        output.WriteLine();
        output.WriteLine("or type, under Preferences, Connection:");
        output.WriteLine("  Mode             HTTP");
        output.WriteLine($"  URL              {new Uri(node, "/owntracks")}");
        output.WriteLine($"  User             {name}");
        output.WriteLine($"  Password         {secrets?.Secret ?? "(none)"}");
        output.WriteLine($"  Device           {device}");
        if (secrets is { OwnTracksKey.Length: > 0 })
            output.WriteLine($"  Encryption key   {secrets.OwnTracksKey}");
        output.WriteLine();
    }

    private static void WriteOthers(TextWriter output, Uri node, string name, string id, KeySecrets? secrets)
    {
        var traccar = new Uri(node, "/traccar");
        var overland = new Uri(node, "/overland");
        var escaped = Uri.EscapeDataString(id);
        output.WriteLine("Traccar Client (Android, iOS):");
        output.WriteLine($"  Server URL         {traccar}");
        output.WriteLine($"  Device identifier  {id}");
        output.WriteLine();
        output.WriteLine("Overland (iOS): open this link on the phone");
        output.WriteLine($"  overland://setup?url={Uri.EscapeDataString(overland.ToString())}&device_id={escaped}{(secrets is null ? "" : $"&token={Uri.EscapeDataString(secrets.Secret)}")}");
        output.WriteLine("or type");
        output.WriteLine($"  Receiver endpoint  {overland}");
        output.WriteLine($"  Device ID          {id}");
        output.WriteLine($"  Access token       {secrets?.Secret ?? "(none)"}");
        output.WriteLine();
        output.WriteLine("Colota (Android), template Overland:");
        output.WriteLine($"  Endpoint           {overland}");
        output.WriteLine($"  device_id          {id}");
        output.WriteLine($"  Bearer token       {secrets?.Secret ?? "(none)"}");
        output.WriteLine();
        output.WriteLine("GPSLogger (Android), Log to custom URL:");
        output.WriteLine($"  URL                {traccar}?id={escaped}&lat=%LAT&lon=%LON&timestamp=%TIMESTAMP&accuracy=%ACC&altitude=%ALT&bearing=%DIR&batt=%BATT");
        if (secrets is not null)
            output.WriteLine($"  Basic              {name}, {secrets.Secret}");
    }

    private static void WriteCode(TextWriter output, string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.L);
        using var drawing = new AsciiQRCode(code);
        // Bright white on black in any terminal theme: cameras need light parts light.
        var (white, end) = Console.IsOutputRedirected ? ("", "") : ("\e[97;40m", "\e[0m");
        foreach (var line in drawing.GetGraphicSmall().Split('\n'))
            output.WriteLine($"{white}{line}{end}");
    }
}
