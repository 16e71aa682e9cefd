using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Herd.Actors.Membership.Transport;

/// <summary>What a node shows on the connections between cluster ports, which always have TLS.</summary>
/// <param name="Own">Its certificate, with the key.</param>
/// <param name="IsTrusted">
/// Whether a certificate is one of the herd's; null: the node has a key made at its start, and so have others. The proof of
/// the herd's secret is over both keys then, so that nobody in between can be one side of it.
/// </param>
/// <param name="Setting">Where it is set, for people; empty: nowhere.</param>
public sealed record ClusterCredentials(X509Certificate2 Own, Func<X509Certificate2, bool>? IsTrusted, string Setting = "")
{
    /// <summary>A key for this run of the node.</summary>
    public static ClusterCredentials MakeOwn()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a node of a herd", key, HashAlgorithmName.SHA256);
        var now = DateTimeOffset.UtcNow;
        return new ClusterCredentials(request.CreateSelfSigned(now.AddYears(-1), now.AddYears(100)), null);
    }
}
