using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;

namespace Akka.Remote.Transport;

/// <summary>Puts TLS over a connection: each end shows its certificate, and checks the other's.</summary>
internal sealed class TlsLayer(DotNettySslSetup settings, ILoggingAdapter log)
{
    /// <param name="inner">Owned by what comes back.</param>
    /// <param name="host">That was called.</param>
    /// <param name="token">Gives up.</param>
    /// <exception cref="AuthenticationException">The ends don't agree.</exception>
    public async Task<Stream> CallAsync(NetworkStream inner, string host, CancellationToken token)
    {
        var refusal = new Refusal();
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ClientCertificates = settings.RequireMutualAuthentication ? [settings.Certificate] : [],
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accepts(certificate, chain, errors, host, true, refusal),
        };
        return await SecureAsync(inner, (stream, end) => stream.AuthenticateAsClientAsync(options, end), refusal, token).ConfigureAwait(false);
    }

    /// <inheritdoc cref="CallAsync"/>
    public async Task<Stream> AnswerAsync(NetworkStream inner, CancellationToken token)
    {
        var refusal = new Refusal();
        var peer = (inner.Socket.RemoteEndPoint as IPEndPoint)?.Address is { } address
            ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
            : "";
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = settings.Certificate,
            ClientCertificateRequired = settings.RequireMutualAuthentication,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accepts(certificate, chain, errors, peer, false, refusal),
        };
        return await SecureAsync(inner, (stream, end) => stream.AuthenticateAsServerAsync(options, end), refusal, token).ConfigureAwait(false);
    }

    private static async Task<Stream> SecureAsync(NetworkStream inner, Func<SslStream, CancellationToken, Task> authenticate, Refusal refusal, CancellationToken token)
    {
        var stream = new SslStream(inner, false);
        try
        {
            await authenticate(stream, token).ConfigureAwait(false);
            return stream;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw new AuthenticationException($"no TLS with it: {refusal.Reason ?? (e.InnerException ?? e).Message.TrimEnd('.')}", e);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, string peer, bool peerIsServer, Refusal refusal)
    {
        var shown = certificate as X509Certificate2 ?? (certificate is null ? null : new X509Certificate2(certificate));
        if (shown is null)
            return (!peerIsServer && !settings.RequireMutualAuthentication) || refusal.Because("it shows no certificate");
        if (settings.CustomValidator is { } custom)
            return custom(shown, chain, peer, errors, log) || refusal.Because($"its certificate {shown.Subject} isn't accepted here");
        if (settings.SuppressValidation)
            errors &= ~SslPolicyErrors.RemoteCertificateChainErrors;
        if (!settings.ValidateCertificateHostname)
            errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
        else if (!peerIsServer && !shown.MatchesHostname(peer))
            errors |= SslPolicyErrors.RemoteCertificateNameMismatch;
        if (errors == SslPolicyErrors.None)
            return true;
        var status = chain?.ChainStatus.Select(s => s.StatusInformation.Trim()).FirstOrDefault();
        return refusal.Because($"its certificate {shown.Subject} isn't accepted here: {errors}{(string.IsNullOrEmpty(status) ? "" : $", {status}")}");
    }

    // What the handshake's exception doesn't say.
    private sealed class Refusal
    {
        public string? Reason { get; private set; }

        public bool Because(string reason)
        {
            Reason = reason;
            return false;
        }
    }
}
