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
    public const string EnableSetting = TransportSettings.Path + ".enable-ssl";

    private const string CertificateSetting = TransportSettings.Path + ".ssl";

    // The type of a TLS record that begins a handshake.
    private const byte Handshake = 0x16;

    /// <summary>Whether a caller speaks TLS: by the first byte that comes, which is left where it is.</summary>
    /// <exception cref="EndOfStreamException">None came.</exception>
    public static async Task<bool> IsSpokenAsync(Socket socket, CancellationToken token)
    {
        var first = new byte[1];
        return await socket.ReceiveAsync(first, SocketFlags.Peek, token).ConfigureAwait(false) > 0
            ? first[0] == Handshake
            : throw new EndOfStreamException("it said nothing");
    }

    /// <param name="inner">Owned by what comes back.</param>
    /// <param name="host">That was called.</param>
    /// <param name="token">Gives up.</param>
    /// <exception cref="AuthenticationException">The other end doesn't speak TLS, or none that this one knows.</exception>
    public async Task<SecuredStream> CallAsync(NetworkStream inner, string host, CancellationToken token)
    {
        var check = new Check();
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ClientCertificates = settings.RequireMutualAuthentication ? [settings.Certificate] : [],
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => check.Done(Refusal(certificate, chain, errors, host, true)),
        };
        return await SecureAsync(inner, (stream, end) => stream.AuthenticateAsClientAsync(options, end), check, true, token).ConfigureAwait(false);
    }

    /// <param name="inner">Owned by what comes back.</param>
    /// <param name="peer">The host that called.</param>
    /// <param name="token">Gives up.</param>
    /// <exception cref="AuthenticationException">The other end speaks no TLS that this one knows.</exception>
    public async Task<SecuredStream> AnswerAsync(NetworkStream inner, string peer, CancellationToken token)
    {
        var check = new Check();
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = settings.Certificate,
            ClientCertificateRequired = settings.RequireMutualAuthentication,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => check.Done(Refusal(certificate, chain, errors, peer, false)),
        };
        return await SecureAsync(inner, (stream, end) => stream.AuthenticateAsServerAsync(options, end), check, settings.RequireMutualAuthentication, token).ConfigureAwait(false);
    }

    private static async Task<SecuredStream> SecureAsync(
        NetworkStream inner, Func<SslStream, CancellationToken, Task> authenticate, Check check, bool mustCheck, CancellationToken token)
    {
        var stream = new SslStream(inner, false);
        try
        {
            await authenticate(stream, token).ConfigureAwait(false);
            // A check that wasn't made wasn't passed.
            return new SecuredStream(stream, check.IsDone || !mustCheck ? check.Refusal : "no certificate was checked");
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw new AuthenticationException($"the TLS handshake failed; does it use TLS ({EnableSetting})? {(e.InnerException ?? e).Message.TrimEnd('.')}", e);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <returns>Null: it is accepted.</returns>
    private string? Refusal(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, string peer, bool peerIsServer)
    {
        var shown = certificate as X509Certificate2 ?? (certificate is null ? null : new X509Certificate2(certificate));
        if (shown is null)
            return !peerIsServer && !settings.RequireMutualAuthentication ? null : $"no certificate was shown ({CertificateSetting}.certificate)";
        if (settings.CustomValidator is { } custom)
            return custom(shown, chain, peer, errors, log) ? null : NotAccepted(shown, "");
        if (settings.SuppressValidation)
            errors &= ~SslPolicyErrors.RemoteCertificateChainErrors;
        if (!settings.ValidateCertificateHostname)
            errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
        else if (!peerIsServer && !shown.MatchesHostname(peer))
            errors |= SslPolicyErrors.RemoteCertificateNameMismatch;
        if (errors == SslPolicyErrors.None)
            return null;
        var status = chain?.ChainStatus.Select(s => s.StatusInformation.Trim()).FirstOrDefault();
        return NotAccepted(shown, $": {errors}{(string.IsNullOrEmpty(status) ? "" : $", {status}")}");
    }

    private static string NotAccepted(X509Certificate2 shown, string why) =>
        $"certificate {shown.Subject}, issued by {shown.Issuer}, valid until {shown.NotAfter.ToUniversalTime():yyyy-MM-dd}, isn't accepted ({CertificateSetting}.certificate){why}";

    private sealed class Check
    {
        public bool IsDone { get; private set; }

        public string? Refusal { get; private set; }

        public bool Done(string? refusal)
        {
            IsDone = true;
            Refusal = refusal;
            return true;
        }
    }
}
