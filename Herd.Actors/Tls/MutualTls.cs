using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Herd.Actors.Gossip;

namespace Herd.Actors.Tls;

/// <summary>TLS between two nodes, with certificates on both sides.</summary>
public static class MutualTls
{
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(3);

    /// <param name="socket">Owned by the stream from now on, even after a failure.</param>
    /// <exception cref="ChannelRefusedException">One end refused the other.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public static Task<(SslStream Stream, PeerCertificate Peer)> CallAsync(
        Socket socket, NodeCertificate own, string ports, CancellationToken cancellation)
    {
        var peer = new PeerCertificate(own, isCaller: false);
        var options = new SslClientAuthenticationOptions
        {
            // Certificates carry node names, not host names. They are checked after the hello.
            TargetHost = "herd",
            ClientCertificateContext = own.Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = NodeCertificate.PolicyOf(own.Authorities),
            RemoteCertificateValidationCallback = peer.Check,
        };
        return AuthenticateAsync(socket, peer, ports, stream => stream.AuthenticateAsClientAsync(options, cancellation));
    }

    /// <summary>Sends a caller with a bad certificate the reason.</summary>
    /// <inheritdoc cref="CallAsync"/>
    public static async Task<(SslStream Stream, PeerCertificate Peer)> AcceptAsync(
        Socket socket, NodeCertificate own, string ports, CancellationToken cancellation)
    {
        var peer = new PeerCertificate(own, isCaller: true);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = own.Context,
            ClientCertificateRequired = true,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = NodeCertificate.PolicyOf(own.Authorities),
            RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
            {
                // Accepted for now: a TLS alert would carry no understandable reason.
                peer.Check(sender, certificate, chain, errors);
                return true;
            },
        };
        var (stream, _) = await AuthenticateAsync(socket, peer, ports, stream => stream.AuthenticateAsServerAsync(options, cancellation)).ConfigureAwait(false);
        if (peer.Refusal is not { } refusal)
            return (stream, peer);
        await RefuseAsync(stream, refusal, cancellation).ConfigureAwait(false);
        throw new ChannelRefusedException(refusal);
    }

    private static async Task RefuseAsync(SslStream stream, string refusal, CancellationToken cancellation)
    {
        try
        {
            await stream.WriteAsync(LinkFrame.WriteRefusal(RefusalKind.Other, refusal), cancellation).ConfigureAwait(false);
            await stream.ShutdownAsync().ConfigureAwait(false);
            // Reads the peer's hello: closing a connection with unread bytes loses what was written last.
            await stream.ReadAtLeastAsync(new byte[LinkFrame.HeaderLength], LinkFrame.HeaderLength, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
        {
            // The peer is gone.
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<(SslStream Stream, PeerCertificate Peer)> AuthenticateAsync(
        Socket socket, PeerCertificate peer, string ports, Func<SslStream, Task> authenticate)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var isDone = false;
        try
        {
            await authenticate(stream).ConfigureAwait(false);
            isDone = true;
            return (stream, peer);
        }
        catch (AuthenticationException)
        {
            throw new ChannelRefusedException(peer.Refusal ?? $"it doesn't speak the TLS of {ports}");
        }
        catch (IOException)
        {
            throw new ChannelRefusedException(peer.Refusal ?? ChannelRefusedException.Suspicion) { IsClosed = peer.Refusal is null };
        }
        finally
        {
            if (!isDone)
                await stream.DisposeAsync().ConfigureAwait(false);
        }
    }
}

/// <summary>One end of a connection between nodes refused the other.</summary>
public sealed class ChannelRefusedException(string reason) : Exception(reason)
{
    public const string Suspicion = "it closed the connection during the handshake: it may not take this node's certificate (herd.link.tls, herd.tls)";

    /// <summary>The other end closed the connection without a reason.</summary>
    public bool IsClosed { get; init; }
}
