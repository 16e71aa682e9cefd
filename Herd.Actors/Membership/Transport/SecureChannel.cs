using System.Net.Security;
using System.Net.Sockets;
using Herd.Actors.Gossip;
using Herd.Actors.Tls;

namespace Herd.Actors.Membership.Transport;

/// <summary>A connection of cluster ports: mutual TLS, a <see cref="Handshake"/> over both certificates, Akka.Remote's frames.</summary>
public sealed class SecureChannel : IDisposable
{
    /// <summary>In bytes.</summary>
    public const int MaxFrameLength = 1024 * 1024;

    private readonly Socket _socket;
    private readonly SslStream _stream;

    private SecureChannel(Socket socket, SslStream stream, Hello peer)
    {
        _socket = socket;
        _stream = stream;
        Peer = peer;
    }

    public Hello Peer { get; }

    /// <param name="cluster">The name of the actor system called.</param>
    /// <exception cref="SocketException">Nobody is there.</exception>
    /// <exception cref="ChannelRefusedException">One end refused the other.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public static async Task<SecureChannel> CallAsync(
        string host, int port, string cluster, NodeIdentity own, string secret, NodeCertificate certificate)
    {
        using var patience = new CancellationTokenSource(MutualTls.HandshakeTimeout);
        var socket = await HappyEyeballs.ConnectAsync(host, port, patience.Token).ConfigureAwait(false);
        var (stream, peer) = await MutualTls.CallAsync(socket, certificate, "cluster ports", patience.Token).ConfigureAwait(false);
        var handshake = new Handshake(own, null, secret, isCaller: true, HelloPurpose.Cluster, cluster, peer.ChannelBinding);
        return await SecureAsync(socket, stream, handshake, peer, patience.Token).ConfigureAwait(false);
    }

    /// <param name="socket">Owned by the channel from now on.</param>
    /// <exception cref="ChannelRefusedException">One end refused the other.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public static async Task<SecureChannel> AcceptAsync(Socket socket, NodeIdentity own, string secret, NodeCertificate certificate)
    {
        using var patience = new CancellationTokenSource(MutualTls.HandshakeTimeout);
        var (stream, peer) = await MutualTls.AcceptAsync(socket, certificate, "cluster ports", patience.Token).ConfigureAwait(false);
        var handshake = new Handshake(own, null, secret, isCaller: false, HelloPurpose.Cluster, "", peer.ChannelBinding);
        return await SecureAsync(socket, stream, handshake, peer, patience.Token).ConfigureAwait(false);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        await _stream.WriteAsync(LinkFrame.Write(LinkFrameKind.Cluster, payload.Span), cancellation).ConfigureAwait(false);
    }

    /// <returns>A frame of Akka.Remote. Null: the connection ended, or a frame of another kind came.</returns>
    /// <exception cref="IOException">The connection is gone.</exception>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellation) =>
        await LinkFrame.ReadAsync(_stream, MaxFrameLength, cancellation).ConfigureAwait(false) is (LinkFrameKind.Cluster, var body) ? body : null;

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private static async Task<SecureChannel> SecureAsync(
        Socket socket, SslStream stream, Handshake handshake, PeerCertificate peer, CancellationToken cancellation)
    {
        var isSecure = false;
        try
        {
            await ShakeHandsAsync(stream, handshake, peer, cancellation).ConfigureAwait(false);
            isSecure = true;
            return new SecureChannel(socket, stream, handshake.Other!);
        }
        catch (IOException)
        {
            throw new ChannelRefusedException(ChannelRefusedException.Suspicion) { IsClosed = true };
        }
        finally
        {
            if (!isSecure)
                await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task ShakeHandsAsync(SslStream stream, Handshake handshake, PeerCertificate peer, CancellationToken cancellation)
    {
        if (handshake.IsCaller)
            await stream.WriteAsync(handshake.Own.ToFrame(), cancellation).ConfigureAwait(false);
        while (!handshake.IsVerified)
        {
            var (kind, body) = await LinkFrame.ReadAsync(stream, LinkFrame.MaxHandshakeLength, cancellation).ConfigureAwait(false)
                ?? throw new IOException("closed");
            if (kind == LinkFrameKind.Refused)
                throw new ChannelRefusedException(LinkFrame.ReadRefusal(body).Reason);
            List<ReadOnlyMemory<byte>> answers = [];
            var refusal = handshake.Take(kind, body, answers)
                ?? (handshake.Other is { Purpose: not HelloPurpose.Cluster } ? "it wants a link, on the cluster port" : null)
                ?? peer.RefusalOf(handshake.Other!.Node);
            if (refusal is not null)
            {
                await stream.WriteAsync(LinkFrame.WriteRefusal(RefusalKind.Other, refusal), cancellation).ConfigureAwait(false);
                throw new ChannelRefusedException(refusal);
            }

            foreach (var answer in answers)
                await stream.WriteAsync(answer, cancellation).ConfigureAwait(false);
        }
    }
}
