using Akka.Configuration;
using Herd.Node.Tls;

namespace Herd.Node.Settings;

/// <summary>Reads <c>herd.tls</c>, and the switch <c>tls</c> of each kind of port.</summary>
internal static class TlsReader
{
    private const string OldSwitch = "akka.remote.dot-netty.tcp.enable-ssl";

    public static TlsSettings Read(SettingsSection herd, Config file)
    {
        var tls = herd.Section("tls");
        // A folder turns TLS on everywhere by default.
        var folder = tls.Text("dir", "", "a folder that herd certificates made", _ => true);
        var isOn = folder.Length > 0;
        if (file.HasPath(OldSwitch) && file.GetString(OldSwitch) is "on" or "true" or "yes")
            herd.Check.Refuse(OldSwitch, "no such setting any more; set herd.tls and herd.link.tls = on");
        return new TlsSettings(
            Path("certificate", CertificateFolder.CertificateOf("{node}"), "a file, PEM or PKCS #12"),
            Path("key", CertificateFolder.KeyOf("{node}"), "a file, PEM"),
            tls.Secret("password"),
            Path("ca", CertificateFolder.Ca, "a file, PEM"),
            herd.Section("client").Switch("tls", isOn),
            herd.Section("http").Switch("tls", isOn),
            herd.Section("link").Switch("tls", isOn));

        string Path(string name, string inFolder, string expected) =>
            tls.Text(name, isOn && !(name == "key" && tls.Names.Contains("certificate")) ? System.IO.Path.Combine(folder, inFolder) : "", expected, _ => true);
    }
}
