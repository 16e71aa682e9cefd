using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Herd.Actors.Tls;
using Herd.Node.Settings;

namespace Herd.Node.Tls;

/// <summary>A node's certificate, from the last valid state of its files. <see cref="TlsPort"/> and <see cref="Herd.Actors.Tls.MutualTls"/> have the TLS options.</summary>
internal sealed class NodeTls
{
    /// <summary>Warnings start this long before a certificate expires.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromDays(30);

    private readonly TlsSettings _settings;
    private readonly string _node;
    private CertificateFiles _inUse;
    private volatile NodeCertificate _current;

    /// <summary>The files at the last look; null: they couldn't be read.</summary>
    private CertificateFiles? _seen;
    private string? _problem;
    private string? _told;

    private NodeTls(TlsSettings settings, string node, CertificateFiles files)
    {
        (_settings, _node, _inUse, _seen) = (settings, node, files, files);
        _current = Parse(files);
    }

    /// <param name="Problem">What is wrong with the files, for people; null: they are in use now.</param>
    public readonly record struct Change(string? Problem);

    /// <summary>Ask again for each new connection.</summary>
    public NodeCertificate Current => _current;

    public DateTimeOffset Until => _current.Own.NotAfter.ToUniversalTime();

    /// <summary>Null: none of the node's ports has TLS.</summary>
    /// <exception cref="SettingsException">The certificate can't be used.</exception>
    public static NodeTls? Open(TlsSettings tls, NodeSettings node)
    {
        if (!tls.IsUsed)
            return null;
        if (tls.Certificate.Length == 0)
        {
            var setting = tls.Links ? "herd.link.tls" : tls.Clients ? "herd.client.tls" : "herd.http.tls";
            throw new SettingsException($"herd.tls.certificate: expected a file, PEM or PKCS #12, found nothing, and {setting} is on; 'herd certificates' makes one");
        }

        var settings = tls.For(node.Name);
        return new NodeTls(settings, node.Name, CertificateFiles.Read(settings));
    }

    /// <summary>Reads the files again. A change counts once two looks see the same: files are written one after the other.</summary>
    /// <remarks>Unusable files change nothing, and are reported once.</remarks>
    /// <returns>Null: nothing to report.</returns>
    public Change? Look()
    {
        var (files, problem) = TryRead();
        var isSteady = problem == _problem && (files is null ? _seen is null : files.AreSame(_seen));
        (_seen, _problem) = (files, problem);
        if (!isSteady)
            return null;
        if (files is not null && files.AreSame(_inUse))
        {
            _told = null;
            return null;
        }

        if (files is not null)
        {
            try
            {
                _current = Parse(files);
                _inUse = files;
                _told = null;
                return new Change(null);
            }
            catch (SettingsException fault)
            {
                problem = fault.Message;
            }
        }

        if (problem == _told)
            return null;
        _told = problem;
        return new Change($"{problem}; the certificate that was read before stays in use");
    }

    public IEnumerable<string> Warnings(DateTimeOffset now) =>
        WarningsOf("herd.tls.certificate", _settings.Certificate, [_current.Own], now)
            .Concat(WarningsOf("herd.tls.ca", _settings.Ca.Length > 0 ? _settings.Ca : _settings.Certificate, _current.Authorities, now));

    private static IEnumerable<string> WarningsOf(string setting, string path, IEnumerable<X509Certificate2> certificates, DateTimeOffset now)
    {
        foreach (var until in certificates.Select(certificate => (DateTimeOffset)certificate.NotAfter.ToUniversalTime()).Where(until => until - now < Notice).Distinct())
        {
            var day = until.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
            yield return until <= now
                ? $"{setting}: {path} ended on {day}: whoever checks it refuses new connections; replace the file, no restart is needed"
                : string.Create(CultureInfo.InvariantCulture, $"{setting}: {path} ends in {Math.Ceiling((until - now).TotalDays):0} days, on {day}; replace the file, no restart is needed");
        }
    }

    private (CertificateFiles? Files, string? Problem) TryRead()
    {
        try
        {
            return (CertificateFiles.Read(_settings), null);
        }
        catch (SettingsException fault)
        {
            return (null, fault.Message);
        }
    }

    /// <exception cref="SettingsException">The certificate can't be used.</exception>
    private NodeCertificate Parse(CertificateFiles files)
    {
        var certificate = files.Parse();
        if (_settings.Links && certificate.Authorities.Count == 0)
            throw new SettingsException("herd.tls.ca: expected the file of the CA that issues the certificates of the herd's nodes, found nothing, and herd.link.tls is on");
        if (_settings.Links && !NodeCertificate.IsOf(certificate.Own, _node))
            throw new SettingsException($"herd.tls.certificate: expected a certificate for {_node}, found one for {PeerCertificate.DescribeNames(certificate.Own)} in {_settings.Certificate}");
        return certificate;
    }
}
