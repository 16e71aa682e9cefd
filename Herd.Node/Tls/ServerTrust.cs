using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Herd.Actors.Tls;
using Herd.Node.Settings;

namespace Herd.Node.Tls;

/// <summary>How this program, as a client, recognizes nodes by TLS.</summary>
/// <param name="authorities">The herd's CA; empty: the machine's authorities.</param>
internal sealed class ServerTrust(X509Certificate2Collection authorities)
{
    public static ServerTrust Of(TlsSettings tls) => Read("herd.tls.ca", tls.Ca);

    /// <exception cref="SettingsException">The CA can't be read.</exception>
    public static ServerTrust Read(string setting, string? ca) => new(string.IsNullOrEmpty(ca) ? [] : CertificateFiles.ReadAuthorities(setting, ca));

    /// <param name="host">Null: the stream knows the host.</param>
    /// <param name="isNodeOf">Whether a certificate for another name belongs to a node expected at this host.</param>
    public SslClientAuthenticationOptions OptionsFor(string? host, Func<string, X509Certificate2, bool> isNodeOf) => new()
    {
        TargetHost = host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateChainPolicy = authorities.Count > 0 ? NodeCertificate.PolicyOf(authorities) : null,
        RemoteCertificateValidationCallback = (sender, certificate, _, errors) => Check((SslStream)sender, certificate as X509Certificate2, errors, isNodeOf),
    };

    /// <exception cref="AuthenticationException">Why the certificate isn't accepted, for people.</exception>
    private static bool Check(SslStream stream, X509Certificate2? certificate, SslPolicyErrors errors, Func<string, X509Certificate2, bool> isNodeOf)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        if (certificate is null)
            throw new AuthenticationException("it shows no certificate");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            throw new AuthenticationException(PeerCertificate.WhyNot("its", certificate, DateTime.Now, "herd.tls.ca, or --ca"));
        return isNodeOf(stream.TargetHostName, certificate)
            ? true
            : throw new AuthenticationException($"its certificate is for {PeerCertificate.DescribeNames(certificate)}, and not for {stream.TargetHostName}");
    }
}
