using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Herd.Actors.Gossip;

namespace Herd.Actors.Membership.Transport;

/// <summary>
/// A connection between two cluster ports: TLS 1.3 with a certificate on either side, then the <see cref="Handshake"/> of
/// links over both certificates, then frames of Akka.Remote.
/// </summary>
public sealed class SecureChannel : IDisposable
{
    /// <summary>No frame is longer, in bytes.</summary>
    public const int MaxFrameLength = 1024 * 1024;

    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(3);

    private readonly Socket _socket;
    private readonly SslStream _stream;

    private SecureChannel(Socket socket, SslStream stream, Hello peer)
    {
        _socket = socket;
        _stream = stream;
        Peer = peer;
    }

    /// <summary>Who is at the other end, as it proved.</summary>
    public Hello Peer { get; }

    /// <summary>Connects to a cluster port and proves itself there.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">The cluster port.</param>
    /// <param name="cluster">The actor system that is meant.</param>
    /// <param name="own">This node.</param>
    /// <param name="secret">The herd's.</param>
    /// <param name="credentials">This node's.</param>
    /// <exception cref="SocketException">Nobody is there.</exception>
    /// <exception cref="ChannelRefusedException">It refused this node, or is refused.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public static async Task<SecureChannel> CallAsync(
        string host, int port, string cluster, NodeIdentity own, string secret, ClusterCredentials credentials)
    {
        using var patience = new CancellationTokenSource(HandshakeTimeout);
        var socket = await Dialer.ConnectAsync(host, port, patience.Token).ConfigureAwait(false);
        var check = new CertificateCheck(credentials);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "herd",
            ClientCertificateContext = ContextOf(credentials),
            EnabledSslProtocols = SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => check.IsTrusted(certificate),
        };
        return await SecureAsync(
            socket,
            stream => stream.AuthenticateAsClientAsync(options, patience.Token),
            channel => new Handshake(own, null, secret, isCaller: true, HelloPurpose.Cluster, cluster, channel),
            check,
            patience.Token).ConfigureAwait(false);
    }

    /// <summary>Takes a connection on the cluster port.</summary>
    /// <param name="socket">The channel's from here on.</param>
    /// <param name="own">This node.</param>
    /// <param name="secret">The herd's.</param>
    /// <param name="credentials">This node's.</param>
    /// <exception cref="ChannelRefusedException">It is refused, or refused this node.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public static async Task<SecureChannel> AcceptAsync(Socket socket, NodeIdentity own, string secret, ClusterCredentials credentials)
    {
        using var patience = new CancellationTokenSource(HandshakeTimeout);
        var check = new CertificateCheck(credentials);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = ContextOf(credentials),
            ClientCertificateRequired = true,
            EnabledSslProtocols = SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => check.IsTrusted(certificate),
        };
        return await SecureAsync(
            socket,
            stream => stream.AuthenticateAsServerAsync(options, patience.Token),
            channel => new Handshake(own, null, secret, isCaller: false, HelloPurpose.Cluster, "", channel),
            check,
            patience.Token).ConfigureAwait(false);
    }

    /// <summary>Sends a frame.</summary>
    /// <exception cref="IOException">The connection is gone.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        await _stream.WriteAsync(LinkFrame.Write(LinkFrameKind.Cluster, payload.Span), cancellation).ConfigureAwait(false);
    }

    /// <summary>Waits for a frame of Akka.Remote. Null: the connection ended, or what came is none.</summary>
    /// <exception cref="IOException">The connection is gone.</exception>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellation) =>
        await ReadFrameAsync(_stream, MaxFrameLength, cancellation).ConfigureAwait(false) is (LinkFrameKind.Cluster, var body) ? body : null;

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private static SslStreamCertificateContext ContextOf(ClusterCredentials credentials) =>
        SslStreamCertificateContext.Create(credentials.Own, additionalCertificates: null, offline: true);

    private static async Task<SecureChannel> SecureAsync(
        Socket socket, Func<SslStream, Task> authenticate, Func<byte[], Handshake> handshakeOver, CertificateCheck check, CancellationToken cancellation)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var isSecure = false;
        try
        {
            await authenticate(stream).ConfigureAwait(false);
            var handshake = handshakeOver(CertificatesOf(stream, check.Credentials));
            await ShakeHandsAsync(stream, handshake, cancellation).ConfigureAwait(false);
            isSecure = true;
            return new SecureChannel(socket, stream, handshake.Other!);
        }
        catch (AuthenticationException)
        {
            throw new ChannelRefusedException(check.Refusal ?? "it doesn't speak the TLS of cluster ports");
        }
        catch (IOException)
        {
            throw new ChannelRefusedException(check.Refusal ?? check.Suspicion) { IsClosed = check.Refusal is null };
        }
        finally
        {
            if (!isSecure)
                await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Both certificates' hashes, the lesser first: the same at either end, unless somebody is in between.</summary>
    private static byte[] CertificatesOf(SslStream stream, ClusterCredentials credentials)
    {
        var own = SHA256.HashData(credentials.Own.RawDataMemory.Span);
        var other = SHA256.HashData(stream.RemoteCertificate!.GetRawCertData());
        return own.AsSpan().SequenceCompareTo(other) < 0 ? [.. own, .. other] : [.. other, .. own];
    }

    private static async Task ShakeHandsAsync(SslStream stream, Handshake handshake, CancellationToken cancellation)
    {
        if (handshake.IsCaller)
            await stream.WriteAsync(handshake.Own.ToFrame(), cancellation).ConfigureAwait(false);
        while (!handshake.IsVerified)
        {
            var (kind, body) = await ReadFrameAsync(stream, LinkFrame.MaxHandshakeLength, cancellation).ConfigureAwait(false)
                ?? throw new IOException("closed");
            if (kind == LinkFrameKind.Refused)
                throw new ChannelRefusedException(LinkFrame.ReadRefusal(body).Reason);
            List<ReadOnlyMemory<byte>> answers = [];
            var refusal = handshake.Take(kind, body, answers)
                ?? (handshake.Other is { Purpose: not HelloPurpose.Cluster } ? "it wants a link, on the cluster port" : null);
            if (refusal is not null)
            {
                await stream.WriteAsync(LinkFrame.WriteRefusal(RefusalKind.Other, refusal), cancellation).ConfigureAwait(false);
                throw new ChannelRefusedException(refusal);
            }

            foreach (var answer in answers)
                await stream.WriteAsync(answer, cancellation).ConfigureAwait(false);
        }
    }

    private static async ValueTask<(LinkFrameKind Kind, byte[] Body)?> ReadFrameAsync(Stream stream, int maxLength, CancellationToken cancellation)
    {
        var header = new byte[LinkFrame.HeaderLength];
        if (await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) < header.Length)
            return null;
        if (!LinkFrame.TryReadLength(header, maxLength, out var length))
            throw new ChannelRefusedException("what it sent are no frames, or longer ones than there are");
        var body = new byte[length - LinkFrame.HeaderLength];
        var read = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        return read < body.Length ? null : ((LinkFrameKind)header[4], body);
    }

    /// <summary>Looks at the other side's certificate, and tells why it wouldn't do.</summary>
    private sealed class CertificateCheck(ClusterCredentials credentials)
    {
        public ClusterCredentials Credentials => credentials;

        public string? Refusal { get; private set; }

        /// <summary>Of one that closes during the handshake.</summary>
        public string Suspicion => credentials.IsTrusted is null
            ? "it closed the connection during the handshake: it may take certificates of its herd only"
            : $"it closed the connection during the handshake: it may not take this node's certificate ({credentials.Setting})";

        public bool IsTrusted(X509Certificate? certificate)
        {
            if (certificate is null)
                Refusal = $"it shows no certificate{Setting}";
            else if (credentials.IsTrusted is { } isTrusted && !isTrusted(certificate as X509Certificate2 ?? new X509Certificate2(certificate)))
                Refusal = $"its certificate isn't one of the herd's{Setting}";
            return Refusal is null;
        }

        private string Setting => credentials.Setting.Length > 0 ? $" ({credentials.Setting})" : "";
    }
}

/// <summary>The other side of a <see cref="SecureChannel"/> is refused, or refused this one.</summary>
/// <param name="reason">For people.</param>
public sealed class ChannelRefusedException(string reason) : Exception(reason)
{
    /// <summary>It closed the connection and said nothing.</summary>
    public bool IsClosed { get; init; }
}
