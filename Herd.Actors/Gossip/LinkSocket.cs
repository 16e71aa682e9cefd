using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using Herd.Actors.Clients;
using Microsoft.AspNetCore.Connections;

namespace Herd.Actors.Gossip;

/// <summary>A link's socket, with TLS or without, as pipes.</summary>
/// <remarks>Kestrel's connections read 4 KiB at a time, into blocks that outside of its server are mostly allocated anew.</remarks>
public sealed class LinkSocket : PipedSocket
{
    private const int ReadBytes = 64 * 1024;

    /// <summary>That of a TLS record.</summary>
    private const int WriteBytes = 16 * 1024;

    private const int MaxUnsentBytes = 64 * 1024;

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly Task _sending;

    /// <summary>Inline scheduling: a flush sends on the writer's thread as much as goes out at once.</summary>
    private readonly Pipe _output = new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: MaxUnsentBytes,
        resumeWriterThreshold: MaxUnsentBytes / 2,
        minimumSegmentSize: WriteBytes,
        useSynchronizationContext: false));

    /// <exception cref="IOException">The socket isn't connected, or was shut down.</exception>
    public LinkSocket(Socket socket)
        : this(socket, new NetworkStream(socket, ownsSocket: true))
    {
    }

    /// <param name="stream">Over the socket; an <see cref="SslStream"/> is authenticated. Owned by this connection from now on.</param>
    public LinkSocket(Socket socket, Stream stream)
        : base(socket)
    {
        _socket = socket;
        _stream = stream;
        Input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: ReadBytes, leaveOpen: true, useZeroByteReads: true));
        _sending = SendAsync();
    }

    public override PipeReader Input { get; }

    public override PipeWriter Output => _output.Writer;

    public override void Abort(ConnectionAbortedException abortReason) => _socket.Dispose();

    /// <summary>Sends what was written, and closes when the other end has closed, or at <see cref="Abort"/>.</summary>
    /// <remarks>A socket that is closed with unread bytes resets the connection: the other end may lose what was sent last.</remarks>
    public override async ValueTask DisposeAsync()
    {
        await Output.CompleteAsync().ConfigureAwait(false);
        try
        {
            await _sending.ConfigureAwait(false);
            _socket.Shutdown(SocketShutdown.Send);
            var unread = new byte[WriteBytes];
            while (await _socket.ReceiveAsync(unread).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // The other end is gone, or this was aborted.
        }
        finally
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task SendAsync()
    {
        var reader = _output.Reader;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync().ConfigureAwait(false);
                foreach (var bytes in read.Buffer)
                    await _stream.WriteAsync(bytes).ConfigureAwait(false);
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }

            if (_stream is SslStream tls)
                await tls.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The other end is gone, or TLS broken. What came before can still be read.
            _socket.TryShutdown(SocketShutdown.Both);
        }

        await reader.CompleteAsync().ConfigureAwait(false);
    }
}
