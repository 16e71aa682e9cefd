using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Herd.Actors.Tls;

/// <summary>A node's certificate, and the authorities that it trusts. Immutable.</summary>
public sealed class NodeCertificate
{
    /// <param name="intermediates">Sent along: those between <paramref name="own"/> and a trusted authority.</param>
    /// <param name="authorities">Issuers of the herd's certificates; empty: any certificate is accepted.</param>
    public NodeCertificate(X509Certificate2 own, X509Certificate2Collection intermediates, X509Certificate2Collection authorities)
    {
        Own = own;
        Authorities = authorities;
        Context = SslStreamCertificateContext.Create(own, intermediates, offline: true);
    }

    public X509Certificate2 Own { get; }

    public X509Certificate2Collection Authorities { get; }

    public SslStreamCertificateContext Context { get; }

    /// <summary>A self-signed certificate for this run of the node.</summary>
    public static NodeCertificate MakeTemporary()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a node of a herd", key, HashAlgorithmName.SHA256);
        var now = DateTimeOffset.UtcNow;
        return new NodeCertificate(request.CreateSelfSigned(now.AddYears(-1), now.AddYears(100)), [], []);
    }

    /// <summary>Accepts only chains that end at one of these authorities.</summary>
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

    /// <summary>The DNS entries, or else the common name.</summary>
    public static IReadOnlyList<string> NamesIn(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames()).ToList();
        return names.Count > 0 ? names : [certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)];
    }

    public static bool IsOf(X509Certificate2 certificate, string node) => NamesIn(certificate).Contains(node, StringComparer.OrdinalIgnoreCase);
}
