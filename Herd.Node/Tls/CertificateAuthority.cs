using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Herd.Node.Settings;

namespace Herd.Node.Tls;

/// <summary>A herd's private CA: a folder with its certificate and key, and the nodes' certificates that it issues.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private const int CaYears = 10;
    private const int SerialBytes = 16;

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Other machines' clocks may be slow.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(1);

    private readonly string _folder;
    private readonly X509Certificate2 _certificate;

    private CertificateAuthority(string folder, X509Certificate2 certificate, bool isNew)
    {
        _folder = folder;
        _certificate = certificate;
        IsNew = isNew;
    }

    public bool IsNew { get; }

    public DateTimeOffset Until => _certificate.NotAfter.ToUniversalTime();

    /// <summary>Opens the folder's CA, or makes one.</summary>
    /// <exception cref="SettingsException">The folder's CA can't be used, or the folder can't be written.</exception>
    public static CertificateAuthority Open(string folder, string herd, DateTimeOffset now)
    {
        var (path, keyPath) = (Path.Combine(folder, CertificateFolder.Ca), Path.Combine(folder, CertificateFolder.CaKey));
        try
        {
            Directory.CreateDirectory(folder);
            return (File.Exists(path), File.Exists(keyPath)) switch
            {
                (true, true) => Read(folder, path, keyPath, now),
                (false, false) => Make(folder, path, keyPath, herd, now),
                (true, false) => throw new SettingsException($"--out: {path} is there, and not its key {keyPath}, without which it issues nothing; name another folder for a new CA"),
                _ => throw new SettingsException($"--out: {keyPath} is there, and not its certificate {path}; name another folder for a new CA"),
            };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            throw Refusal(folder, fault);
        }
    }

    /// <summary>Issues a certificate with a new key, valid no longer than the CA. It replaces the node's earlier one.</summary>
    /// <exception cref="SettingsException">It can't be written, or a name isn't valid in a certificate.</exception>
    public DateTimeOffset Issue(string node, IEnumerable<string> hosts, int days, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(NameOf(node), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        request.CertificateExtensions.Add(NamesOf(node, hosts));
        var until = Earliest(now.AddDays(days), Until);
        var from = Latest(now - ClockTolerance, _certificate.NotBefore.ToUniversalTime());
        using var certificate = request.Create(_certificate, from, until, MakeSerial());
        try
        {
            // The key first: a node that looks in between sees a pair that doesn't match, and looks again.
            Write(Path.Combine(_folder, CertificateFolder.KeyOf(node)), key.ExportPkcs8PrivateKeyPem(), isSecret: true);
            Write(Path.Combine(_folder, CertificateFolder.CertificateOf(node)), certificate.ExportCertificatePem(), isSecret: false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Refusal(_folder, fault);
        }

        return certificate.NotAfter.ToUniversalTime();
    }

    public void Dispose() => _certificate.Dispose();

    private static CertificateAuthority Read(string folder, string path, string keyPath, DateTimeOffset now)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPemFile(path, keyPath);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new SettingsException($"--out: {keyPath} isn't the key of {path}, or one of them is damaged; name another folder for a new CA");
        }

        if (!certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(basic => basic.CertificateAuthority))
            throw new SettingsException($"--out: {path} is no CA's certificate; name another folder for a new CA");
        return now < certificate.NotAfter.ToUniversalTime()
            ? new CertificateAuthority(folder, certificate, isNew: false)
            : throw new SettingsException($"--out: the CA in {path} has ended; name another folder for a new CA, and give it to all nodes");
    }

    private static CertificateAuthority Make(string folder, string path, string keyPath, string herd, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(NameOf($"CA of the herd {herd}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var certificate = request.CreateSelfSigned(now - ClockTolerance, now.AddYears(CaYears));
        Write(keyPath, key.ExportPkcs8PrivateKeyPem(), isSecret: true);
        Write(path, certificate.ExportCertificatePem(), isSecret: false);
        return new CertificateAuthority(folder, certificate, isNew: true);
    }

    private static X500DistinguishedName NameOf(string commonName)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        return name.Build();
    }

    private static X509Extension NamesOf(string node, IEnumerable<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in new[] { node, "localhost", "127.0.0.1", "::1" }.Concat(hosts).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            try
            {
                if (IPAddress.TryParse(name, out var address))
                    names.AddIpAddress(address);
                else
                    names.AddDnsName(name.TrimEnd('.'));
            }
            catch (ArgumentException)
            {
                throw new SettingsException($"{SettingsCheck.Show(name)} can't stand in a certificate: expected at most 63 characters between dots");
            }
        }

        return names.Build();
    }

    private static byte[] MakeSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialBytes);
        // Positive, and without a leading zero byte, which the encoding would drop.
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return serial;
    }

    /// <summary>Atomic: nobody sees half a file.</summary>
    private static void Write(string path, string text, bool isSecret)
    {
        var half = $"{path}.new";
        File.Delete(half);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = isSecret
                ? UnixFileMode.UserRead | UnixFileMode.UserWrite
                : UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        }

        using (var writer = new StreamWriter(half, options))
            writer.WriteLine(text);
        File.Move(half, path, overwrite: true);
    }

    private static DateTimeOffset Earliest(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static SettingsException Refusal(string folder, Exception fault) =>
        new($"--out: {folder} can't be used: {SettingsCheck.OneLine(fault.Message)}");
}
