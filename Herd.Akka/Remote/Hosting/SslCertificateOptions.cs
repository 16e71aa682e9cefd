using System.Text;

namespace Akka.Remote.Hosting;

/// <summary>Where a certificate is: in a file, or in a store.</summary>
public sealed class SslCertificateOptions
{
    /// <summary>A PKCS #12 file with the private key.</summary>
    public string? Path { get; set; }

    public string? Password { get; set; }

    public bool? UseThumbprintOverFile { get; set; }

    public string? Thumbprint { get; set; }

    public string? StoreName { get; set; }

    public string? StoreLocation { get; set; }

    internal void Build(StringBuilder hocon)
    {
        Hocon.Add(hocon, "ssl.certificate.path", Hocon.Text(Path));
        Hocon.Add(hocon, "ssl.certificate.password", Hocon.Text(Password));
        Hocon.Add(hocon, "ssl.certificate.use-thumbprint-over-file", Hocon.Switch(UseThumbprintOverFile));
        Hocon.Add(hocon, "ssl.certificate.thumbprint", Hocon.Text(Thumbprint));
        Hocon.Add(hocon, "ssl.certificate.store-name", Hocon.Text(StoreName));
        Hocon.Add(hocon, "ssl.certificate.store-location", Hocon.Text(StoreLocation));
    }
}
