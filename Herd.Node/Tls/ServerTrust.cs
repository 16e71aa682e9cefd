using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Herd.Actors.Tls;
using Herd.Node.Settings;

namespace Herd.Node.Tls;

/// <summary>By what this program, as a client, knows that it talks with a node: the herd's CA, or else whom the machine trusts.</summary>
/// <param name="authorities">The herd's; empty: the machine's.</param>
internal sealed class ServerTrust(X509Certificate2Collection authorities)
{
    /// <summary>As the herd's settings say.</summary>
    /// <exception cref="SettingsException">The CA can't be read.</exception>
    public static ServerTrust Of(TlsSettings tls) => Read("herd.tls.ca", tls.Ca);

    /// <param name="setting">Where the path stands.</param>
    /// <param name="ca">The CA's file; empty or null: the machine's authorities.</param>
    /// <exception cref="SettingsException">It can't be read.</exception>
    public static ServerTrust Read(string setting, string? ca) => new(string.IsNullOrEmpty(ca) ? [] : CertificateFiles.ReadAuthorities(setting, ca));

    /// <summary>For a connection to a host.</summary>
    /// <param name="host">Name or address; null: the stream knows.</param>
    /// <param name="isNodeOf">Whether a certificate that isn't the host's is a node's that is expected there.</param>
    public SslClientAuthenticationOptions OptionsFor(string? host, Func<string, X509Certificate2, bool> isNodeOf) => new()
    {
        TargetHost = host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateChainPolicy = authorities.Count > 0 ? NodeCertificate.PolicyOf(authorities) : null,
        RemoteCertificateValidationCallback = (sender, certificate, _, errors) => Check((SslStream)sender, certificate as X509Certificate2, errors, isNodeOf),
    };

    /// <exception cref="AuthenticationException">Why it is no node's, for people.</exception>
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
