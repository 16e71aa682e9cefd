using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Herd.Actors.Tls;

/// <summary>What a node shows over TLS, and by which authorities it knows the herd's other nodes. It never changes.</summary>
public sealed class NodeCertificate
{
    /// <param name="own">With its private key.</param>
    /// <param name="intermediates">Sent along: those between <paramref name="own"/> and the authority that others trust.</param>
    /// <param name="authorities">Who issues the herd's certificates; empty: any certificate will do.</param>
    public NodeCertificate(X509Certificate2 own, X509Certificate2Collection intermediates, X509Certificate2Collection authorities)
    {
        Own = own;
        Authorities = authorities;
        Context = SslStreamCertificateContext.Create(own, intermediates, offline: true);
    }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>Who issues the herd's certificates; empty: any certificate will do.</summary>
    public X509Certificate2Collection Authorities { get; }

    /// <summary>For TLS handshakes, of any number.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>A key for this run of the node, in a certificate that nobody vouches for.</summary>
    public static NodeCertificate MakeTemporary()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a node of a herd", key, HashAlgorithmName.SHA256);
        var now = DateTimeOffset.UtcNow;
        return new NodeCertificate(request.CreateSelfSigned(now.AddYears(-1), now.AddYears(100)), [], []);
    }

    /// <summary>The rules for a certificate of another node: its chain ends at one of these authorities, and no other.</summary>
    public static X509ChainPolicy PolicyOf(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    /// <summary>The names in a certificate: its DNS entries, or else its common name.</summary>
    public static IReadOnlyList<string> NamesIn(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames()).ToList();
        return names.Count > 0 ? names : [certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)];
    }

    /// <summary>Whether a certificate is that node's.</summary>
    public static bool IsOf(X509Certificate2 certificate, string node) => NamesIn(certificate).Contains(node, StringComparer.OrdinalIgnoreCase);
}
