using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Herd.Actors.Tls;
using Herd.Node.Settings;

namespace Herd.Node.Tls;

/// <summary>The contents of the files that <c>herd.tls</c> names.</summary>
internal sealed class CertificateFiles
{
    private const string CertificateSetting = "herd.tls.certificate";
    private const string KeySetting = "herd.tls.key";
    private const string CaSetting = "herd.tls.ca";

    private readonly TlsSettings _tls;
    private readonly byte[] _certificate;
    private readonly byte[]? _key;
    private readonly byte[]? _ca;

    private CertificateFiles(TlsSettings tls, byte[] certificate, byte[]? key, byte[]? ca)
    {
        _tls = tls;
        _certificate = certificate;
        _key = key;
        _ca = ca;
    }

    /// <exception cref="SettingsException">A file can't be read.</exception>
    public static CertificateFiles Read(TlsSettings tls) => new(
        tls,
        Read(CertificateSetting, tls.Certificate),
        tls.Key.Length > 0 ? Read(KeySetting, tls.Key) : null,
        tls.Ca.Length > 0 ? Read(CaSetting, tls.Ca) : null);

    /// <summary>Reads authorities from PEM, or one from DER.</summary>
    /// <exception cref="SettingsException">The file has none, or can't be read.</exception>
    public static X509Certificate2Collection ReadAuthorities(string setting, string path) => ParseAuthorities(setting, path, Read(setting, path));

    public bool AreSame(CertificateFiles? other) =>
        other is not null && AreSame(_certificate, other._certificate) && AreSame(_key, other._key) && AreSame(_ca, other._ca);

    /// <exception cref="SettingsException">They aren't a certificate with its key.</exception>
    public NodeCertificate Parse()
    {
        X509Certificate2Collection others = [];
        var own = IsPem(_certificate) ? ParsePem(others) : ParsePkcs12(others);
        if (OperatingSystem.IsWindows())
            own = Persisted(own);
        return new NodeCertificate(own, others, _ca is null ? [.. others.Where(IsAuthority)] : ParseAuthorities(CaSetting, _tls.Ca, _ca));
    }

    /// <summary>Windows' TLS can't use keys that are only in memory.</summary>
    private static X509Certificate2 Persisted(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);

    private X509Certificate2 ParsePem(X509Certificate2Collection others)
    {
        var pem = Encoding.UTF8.GetString(_certificate);
        var key = _key is null ? pem : Encoding.UTF8.GetString(_key);
        var (keySetting, keyPath) = _key is null ? (CertificateSetting, _tls.Certificate) : (KeySetting, _tls.Key);
        try
        {
            others.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            others.Clear();
        }

        if (others.Count == 0)
            throw new SettingsException($"{CertificateSetting}: {_tls.Certificate} holds no certificate that can be read");
        if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw new SettingsException(_key is null
                ? $"{KeySetting}: expected the file of the certificate's key, found nothing, and {_tls.Certificate} holds no private key"
                : $"{KeySetting}: {_tls.Key} holds no private key");
        }

        var isEncrypted = key.Contains("ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);
        if (isEncrypted && _tls.Password.Length == 0)
            throw new SettingsException($"{keySetting}: the key in {keyPath} is encrypted; set herd.tls.password");
        try
        {
            var own = isEncrypted ? X509Certificate2.CreateFromEncryptedPem(pem, key, _tls.Password) : X509Certificate2.CreateFromPem(pem, key);
            others.RemoveAt(0);
            return own;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new SettingsException(
                $"{keySetting}: {keyPath} isn't the key of {_tls.Certificate}{(isEncrypted ? ", or herd.tls.password isn't its password" : ", or is damaged")}");
        }
    }

    private X509Certificate2 ParsePkcs12(X509Certificate2Collection others)
    {
        try
        {
            others.AddRange(X509CertificateLoader.LoadPkcs12Collection(_certificate, _tls.Password));
        }
        catch (CryptographicException)
        {
            throw new SettingsException($"{CertificateSetting}: {_tls.Certificate} can't be opened: it is neither PEM nor PKCS #12, or herd.tls.password isn't its password");
        }

        var own = others.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new SettingsException($"{CertificateSetting}: {_tls.Certificate} holds no private key; export the node's certificate with its key");
        others.Remove(own);
        return own;
    }

    private static X509Certificate2Collection ParseAuthorities(string setting, string path, byte[] bytes)
    {
        X509Certificate2Collection authorities = [];
        try
        {
            if (IsPem(bytes))
                authorities.ImportFromPem(Encoding.UTF8.GetString(bytes));
            else
                authorities.Add(X509CertificateLoader.LoadCertificate(bytes));
        }
        catch (CryptographicException)
        {
            authorities.Clear();
        }

        return authorities.Count > 0 ? authorities : throw new SettingsException($"{setting}: {path} holds no certificate that can be read");
    }

    private static bool IsPem(byte[] bytes) => bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0;

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(basic => basic.CertificateAuthority);

    private static bool AreSame(byte[]? one, byte[]? other) =>
        one is null || other is null ? one == other : one.AsSpan().SequenceEqual(other);

    private static byte[] Read(string setting, string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (Directory.Exists(path))
                throw new SettingsException($"{setting}: {path} is a folder; expected a file");
            if (!file.Exists)
                throw new SettingsException($"{setting}: there is no file {file.FullName}");
            return ReadBounded(setting, path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingsException($"{setting}: {path} can't be read: {SettingsCheck.OneLine(fault.Message)}");
        }
    }

    /// <summary>Reads at most 1 MiB: a path to a device, for example, must not fill memory.</summary>
    private static byte[] ReadBounded(string setting, string path)
    {
        const int maxBytes = 1 << 20;
        using var stream = File.OpenRead(path);
        var bytes = new byte[Math.Clamp(stream.Length + 1, 64 * 1024, maxBytes + 1)];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read <= maxBytes ? bytes[..read] : throw new SettingsException($"{setting}: {path} is over 1 MiB; expected certificates or a key");
    }
}
