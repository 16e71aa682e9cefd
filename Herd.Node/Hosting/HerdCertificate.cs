using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Herd.Actors.Membership.Transport;
using Herd.Node.Settings;

namespace Herd.Node.Hosting;

/// <summary>
/// What a node shows on its cluster port, and asks of others, when <c>akka.remote.dot-netty.tcp.enable-ssl</c> is on. Akka
/// itself would take any certificate that the machine trusts; a herd takes only those of its own: with the CA that is in
/// the certificate file, or, if the certificate in it is self-signed, that very certificate.
/// </summary>
internal sealed class HerdCertificate
{
    private const string Tcp = "akka.remote.dot-netty.tcp";
    private const string PathSetting = Tcp + ".ssl.certificate.path";

    private readonly X509Certificate2 _own;
    private readonly X509Certificate2Collection _authorities;

    private HerdCertificate(X509Certificate2 own, X509Certificate2Collection authorities)
    {
        _own = own;
        _authorities = authorities;
    }

    /// <summary>Reads the certificate that the herd file names. Null: TLS is off.</summary>
    /// <exception cref="SettingsException">It can't be used.</exception>
    public static HerdCertificate? Read(HerdSettings herd)
    {
        if (!herd.Akka.GetBoolean(Tcp + ".enable-ssl"))
            return null;
        var path = herd.Akka.GetString(PathSetting);
        if (string.IsNullOrEmpty(path))
            throw new SettingsException($"{PathSetting}: expected a PKCS #12 file with the node's certificate and key, found nothing; add it, or set {Tcp}.enable-ssl = off");
        try
        {
            if (!File.Exists(path))
                throw new SettingsException($"{PathSetting}: there is no file {Path.GetFullPath(path)}");
            var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, herd.Akka.GetString(Tcp + ".ssl.certificate.password"));
            var own = all.FirstOrDefault(certificate => certificate.HasPrivateKey)
                ?? throw new SettingsException($"{PathSetting}: {path} holds no private key; export the node's certificate with its key");
            var authorities = new X509Certificate2Collection(all.Where(IsAuthority).ToArray());
            return authorities.Count > 0 || IsSelfSigned(own)
                ? new HerdCertificate(own, authorities)
                : throw new SettingsException($"{PathSetting}: {path} lacks the certificate of {own.Issuer}, by which the nodes of the herd know each other; export it with the node's");
        }
        catch (CryptographicException fault)
        {
            throw new SettingsException($"{PathSetting}: {path} can't be opened: it is no PKCS #12 file, or {Tcp}.ssl.certificate.password isn't its password ({fault.Message})");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{PathSetting}: {path} can't be read: {fault.Message}");
        }
    }

    /// <summary>For the cluster port.</summary>
    public ClusterCredentials ToCredentials() => new(_own, IsOfTheHerd, Tcp + ".ssl.certificate");

    /// <summary>Whether a certificate is one of the herd's.</summary>
    public bool IsOfTheHerd(X509Certificate2? certificate)
    {
        if (certificate is null)
            return false;
        if (certificate.RawDataMemory.Span.SequenceEqual(_own.RawDataMemory.Span))
            return true;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        // Also those of authorities below the CA, which the other may not send along: only self-signed ones end a chain.
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return _authorities.Count > 0 && chain.Build(certificate);
    }

    private static bool IsAuthority(X509Certificate2 certificate) =>
        !certificate.HasPrivateKey && certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(basic => basic.CertificateAuthority);

    private static bool IsSelfSigned(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
