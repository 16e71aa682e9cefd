using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Herd.Actors.Tls;

/// <summary>The certificate of the other end of one connection.</summary>
/// <param name="isCaller">The other end made the connection, so it is sent the refusal, which has to make sense on both sides.</param>
public sealed class PeerCertificate(NodeCertificate own, bool isCaller)
{
    private const int MaxNames = 3;
    private const int MaxNameLength = 100;

    private X509Certificate2? _certificate;

    public bool IsChecked => own.Authorities.Count > 0;

    /// <summary>Why the certificate is refused, with the setting; null: it isn't.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Both certificates' hashes, 64 bytes, the lesser first, so both ends have the same. Empty: no certificate.</summary>
    public ReadOnlyMemory<byte> ChannelBinding
    {
        get
        {
            if (_certificate is null)
                return default;
            var (ours, theirs) = (SHA256.HashData(own.Own.RawDataMemory.Span), SHA256.HashData(_certificate.RawDataMemory.Span));
            return (byte[])(ours.AsSpan().SequenceCompareTo(theirs) < 0 ? [.. ours, .. theirs] : [.. theirs, .. ours]);
        }
    }

    public bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        // A copy, since the stream disposes of its own.
        _certificate = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        Refusal = _certificate is null ? $"{(isCaller ? "the caller" : "it")} shows no certificate{Setting}"
            : !IsChecked || !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? null
            : WhyNot(isCaller ? "the caller's" : "its", _certificate, DateTime.Now, "herd.tls.ca");
        return Refusal is null;
    }

    /// <summary>Why the certificate doesn't allow this node name; null: it does.</summary>
    public string? RefusalOf(string node)
    {
        if (!IsChecked || (_certificate is not null && NodeCertificate.IsOf(_certificate, node)))
            return null;
        return $"{node} shows a certificate of another name: {DescribeNames(_certificate!)} (herd.tls.certificate)";
    }

    /// <summary>Why no chain could be built for a certificate. <paramref name="now"/> is local time.</summary>
    public static string WhyNot(string whose, X509Certificate2 certificate, DateTime now, string setting) =>
        now > certificate.NotAfter ? string.Create(CultureInfo.InvariantCulture, $"{whose} certificate ended on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC")
        : now < certificate.NotBefore ? string.Create(CultureInfo.InvariantCulture, $"{whose} certificate begins on {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC")
        : $"{whose} certificate isn't issued by the herd's CA ({setting})";

    public static string DescribeNames(X509Certificate2 certificate)
    {
        var names = NodeCertificate.NamesIn(certificate).Select(Clean).ToList();
        return names.Count <= MaxNames ? string.Join(", ", names) : $"{string.Join(", ", names.Take(MaxNames))}, …";
    }

    private string Setting => IsChecked ? " (herd.tls.ca)" : "";

    private static string Clean(string name) => new([.. name.Take(MaxNameLength).Select(c => char.IsControl(c) ? '?' : c)]);
}
