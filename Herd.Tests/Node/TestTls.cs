using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Herd.Actors.Tls;

namespace Herd.Tests.Node;

internal static class TestTls
{
    /// <summary>Trusts only what this CA issued for this host.</summary>
    public static SslClientAuthenticationOptions TrustIn(string ca, string host)
    {
        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(ca);
        return new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = NodeCertificate.PolicyOf(authorities) };
    }

    /// <summary>Trusts any server, and shows it this certificate, if any.</summary>
    public static SslClientAuthenticationOptions Showing(X509Certificate2? certificate) => new()
    {
        TargetHost = "herd",
        ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
    };
}
