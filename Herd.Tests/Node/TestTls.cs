using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Herd.Actors.Tls;

namespace Herd.Tests.Node;

/// <summary>TLS as tests speak it.</summary>
internal static class TestTls
{
    /// <summary>Takes only what this CA issued for that host.</summary>
    public static SslClientAuthenticationOptions TrustIn(string ca, string host)
    {
        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(ca);
        return new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = NodeCertificate.PolicyOf(authorities) };
    }

    /// <summary>Takes any server, and shows it a certificate, or none.</summary>
    public static SslClientAuthenticationOptions Showing(X509Certificate2? certificate) => new()
    {
        TargetHost = "herd",
        ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
    };
}
