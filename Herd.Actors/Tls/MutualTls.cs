using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Herd.Actors.Gossip;

namespace Herd.Actors.Tls;

/// <summary>TLS between two nodes: a certificate on either side.</summary>
public static class MutualTls
{
    /// <summary>A TLS handshake is given up after this time.</summary>
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Begins TLS on a connection that this node made.</summary>
    /// <param name="socket">The stream's from here on, also if this fails.</param>
    /// <param name="own">This node's certificate.</param>
    /// <param name="ports">What the other end is, as in <c>link ports</c>.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="ChannelRefusedException">The other end is refused, or refused this node.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public static Task<(SslStream Stream, PeerCertificate Peer)> CallAsync(
        Socket socket, NodeCertificate own, string ports, CancellationToken cancellation)
    {
        var peer = new PeerCertificate(own, isCaller: false);
        var options = new SslClientAuthenticationOptions
        {
            // Nodes are known by their names and not by their hosts', which are checked when they have said them.
            TargetHost = "herd",
            ClientCertificateContext = own.Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = NodeCertificate.PolicyOf(own.Authorities),
            RemoteCertificateValidationCallback = peer.Check,
        };
        return AuthenticateAsync(socket, peer, ports, stream => stream.AuthenticateAsClientAsync(options, cancellation));
    }

    /// <summary>Begins TLS on a connection that came in. A caller whose certificate won't do is told why.</summary>
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
                // An alert would come with no reason that people understand.
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

    /// <summary>Says why, and ends the connection.</summary>
    private static async Task RefuseAsync(SslStream stream, string refusal, CancellationToken cancellation)
    {
        try
        {
            await stream.WriteAsync(LinkFrame.WriteRefusal(RefusalKind.Other, refusal), cancellation).ConfigureAwait(false);
            await stream.ShutdownAsync().ConfigureAwait(false);
            // Its hello: a connection that is closed over bytes that nobody read loses what was written last.
            await stream.ReadAtLeastAsync(new byte[LinkFrame.HeaderLength], LinkFrame.HeaderLength, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
        {
            // It is gone.
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

/// <summary>The other side of a connection between nodes is refused, or refused this one.</summary>
/// <param name="reason">For people.</param>
public sealed class ChannelRefusedException(string reason) : Exception(reason)
{
    /// <summary>Of one that closes during the handshake.</summary>
    public const string Suspicion = "it closed the connection during the handshake: it may not take this node's certificate (herd.link.tls, herd.tls)";

    /// <summary>It closed the connection and said nothing.</summary>
    public bool IsClosed { get; init; }
}
