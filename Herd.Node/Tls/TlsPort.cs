using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Herd.Actors.Clients;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Herd.Node.Tls;

/// <summary>TLS on a Kestrel port, with the certificate that is current at each connection.</summary>
/// <param name="setting">The setting that turns TLS on, for warnings.</param>
internal sealed class TlsPort(string setting, ILogger<TlsPort> logger)
{
    /// <summary>Concurrent handshakes; further callers are closed at once.</summary>
    internal const int MaxHandshakes = 2_000;

    /// <summary>For a client's first byte, and again for the handshake.</summary>
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    private const byte HandshakeRecord = 0x16;

    private int _handshakes;

    public void On(ListenOptions listen, NodeTls tls)
    {
        listen.Use(next => connection => EnterAsync(connection, next));
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = tls.Current.Context,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                AllowRenegotiation = false,
            }),
        });
        listen.Use(next => connection =>
        {
            connection.Features.Get<Entry>()!.End(this);
            return next(connection);
        });
    }

    private async Task EnterAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var entry = new Entry();
        if (Interlocked.Increment(ref _handshakes) > MaxHandshakes)
        {
            entry.End(this);
            logger.LogWarning("connections are refused: {Count} TLS handshakes are under way", MaxHandshakes);
            connection.Abort();
            return;
        }

        try
        {
            if (await FirstByteAsync(connection).ConfigureAwait(false) is not { } first)
                return;
            if (first != HandshakeRecord)
            {
                Refuse(connection, "it doesn't speak TLS");
                return;
            }

            connection.Features.Set(entry);
            await next(connection).ConfigureAwait(false);
            if (!entry.HasEnded)
                Refuse(connection, "its TLS handshake failed, or took too long; it may not know who issued this node's certificate");
        }
        finally
        {
            entry.End(this);
        }
    }

    /// <summary>Peeks. Null: the client has gone, or sends nothing.</summary>
    private static async Task<byte?> FirstByteAsync(ConnectionContext connection)
    {
        using var patience = new CancellationTokenSource(HandshakeTimeout);
        try
        {
            var read = await connection.Transport.Input.ReadAsync(patience.Token).ConfigureAwait(false);
            byte? first = read.Buffer.IsEmpty ? null : read.Buffer.FirstSpan[0];
            connection.Transport.Input.AdvanceTo(read.Buffer.Start);
            return first;
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            return null;
        }
    }

    private void Refuse(ConnectionContext connection, string reason) =>
        logger.LogWarning("a caller from {Address} is refused: {Reason} ({Setting})", AddressOf(connection.RemoteEndPoint), reason, setting);

    private static string AddressOf(EndPoint? remote) => remote is IPEndPoint { Address: var address }
        ? address.Unmapped().ToString()
        : "an unknown address";

    private sealed class Entry
    {
        public bool HasEnded { get; private set; }

        public void End(TlsPort port)
        {
            if (HasEnded)
                return;
            HasEnded = true;
            Interlocked.Decrement(ref port._handshakes);
        }
    }
}
