using System.Security.Cryptography.X509Certificates;
using System.Text;
using Akka.Remote.Transport.DotNetty;

namespace Akka.Remote.Hosting;

/// <summary>What stands under <c>akka.remote.dot-netty.tcp.ssl</c>, in code; what is null stays as it is configured.</summary>
public sealed class SslOptions
{
    /// <summary>Take any certificate, whoever issued it.</summary>
    public bool? SuppressValidation { get; set; }

    /// <summary>With its private key; counts before <see cref="CertificateOptions"/>.</summary>
    public X509Certificate2? X509Certificate { get; set; }

    public SslCertificateOptions CertificateOptions { get; set; } = new();

    /// <summary>Whoever calls must show a certificate too; null: yes.</summary>
    public bool? RequireMutualAuthentication { get; set; }

    /// <summary>A certificate must be for the host of the other end; null: no.</summary>
    public bool? ValidateCertificateHostname { get; set; }

    /// <summary>Decides about certificates; only with <see cref="X509Certificate"/>.</summary>
    public CertificateValidationCallback? CustomValidator { get; set; }

    internal void Build(StringBuilder hocon)
    {
        Hocon.Add(hocon, "ssl.suppress-validation", Hocon.Switch(SuppressValidation));
        Hocon.Add(hocon, "ssl.require-mutual-authentication", Hocon.Switch(RequireMutualAuthentication));
        Hocon.Add(hocon, "ssl.validate-certificate-hostname", Hocon.Switch(ValidateCertificateHostname));
        CertificateOptions.Build(hocon);
    }
}
