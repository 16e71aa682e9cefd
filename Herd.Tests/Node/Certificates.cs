using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Herd.Tests.Node;

/// <summary>A certificate authority.</summary>
internal sealed class Certificates : IDisposable
{
    /// <param name="above">The issuing authority; null: self-signed.</param>
    public Certificates(string name, Certificates? above = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        if (above is null)
        {
            Authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(200));
            return;
        }

        using var issued = request.Create(above.Authority, above.Authority.NotBefore, above.Authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        Authority = issued.CopyWithPrivateKey(key);
    }

    public Certificates(X509Certificate2 authority) => Authority = authority;

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Issue(string name, int validForDays = 100, string address = "127.0.0.1")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        var from = DateTimeOffset.UtcNow.AddHours(-20);
        using var issued = request.Create(Authority, from, from.AddDays(validForDays), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    public bool Issued(X509Certificate2? certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return certificate is not null && chain.Build(certificate);
    }

    public void Dispose() => Authority.Dispose();
}
