using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Herd.Node.Hosting;

/// <summary>
/// A client's connection, which is read and written by the calls of its actor and nobody else. Kestrel's own has a loop
/// and a pipe for either direction between the two, and blocks of 4 KiB: a client that sends many commands at once would
/// cost several times as many system calls and wake-ups. While nothing comes, there is no buffer.
/// </summary>
internal sealed class ClientSocket : ConnectionContext, IDuplexPipe
{
    /// <summary>
    /// A phone that lost its network says nothing, and neither would the node: so it asks, and takes it for gone when it
    /// hasn't answered for a minute. Seldom enough for a phone's battery, and often enough for most NATs.
    /// </summary>
    private static readonly TimeSpan KeepAliveTime = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(15);
    private const int KeepAliveProbes = 4;

    /// <summary>
    /// Bytes of answers that the system holds for a client that doesn't read; it would let them grow to megabytes. Enough for
    /// 10 Mbit/s at a round trip of 100 ms.
    /// </summary>
    private const int MaxUnsentBytes = 128 * 1024;

    private static long _lastId;

    private readonly Socket _socket;
    private string? _id;
    private IDictionary<object, object?>? _items;

    /// <param name="socket">Connected; from here on this connection's.</param>
    public ClientSocket(Socket socket)
    {
        _socket = socket;
        var buffers = new ClientBuffers();
        Input = PipeReader.Create(
            new ReadStream(socket, buffers), new StreamPipeReaderOptions(buffers, leaveOpen: true, useZeroByteReads: true));
        Output = PipeWriter.Create(new WriteStream(socket, buffers), new StreamPipeWriterOptions(buffers));
        Transport = this;
        RemoteEndPoint = AddressOf(socket);
    }

    public PipeReader Input { get; }

    /// <summary>When it is complete, the client reads the end; it may still send.</summary>
    public PipeWriter Output { get; }

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId
    {
        get => _id ??= Interlocked.Increment(ref _lastId).ToString("x", CultureInfo.InvariantCulture);
        set => _id = value;
    }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new Dictionary<object, object?>();
        set => _items = value;
    }

    /// <summary>Has the system find out that the client has vanished, and bounds what it holds for it.</summary>
    /// <exception cref="SocketException">It has gone already.</exception>
    public static void Prepare(Socket socket)
    {
        socket.SendBufferSize = MaxUnsentBytes;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)KeepAliveTime.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)KeepAliveInterval.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
    }

    public override void Abort(ConnectionAbortedException abortReason) => Close();

    public override ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private static EndPoint? AddressOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            // The client has gone already.
            return null;
        }
    }

    /// <summary>What was written goes out; then the client reads the end.</summary>
    private void Close()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // The client has gone, or this was closed before.
        }

        _socket.Dispose();
    }

    /// <summary>Tells the buffers how much a read brought.</summary>
    private sealed class ReadStream(Socket socket, ClientBuffers buffers) : NetworkStream(socket, ownsSocket: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = base.ReadAsync(buffer, cancellationToken);
            // One without room only waits; what one with room brings is there by then.
            if (buffer.IsEmpty || !read.IsCompletedSuccessfully)
                return read;
            var bytes = read.Result;
            buffers.Adapt(buffer.Length, bytes);
            return ValueTask.FromResult(bytes);
        }
    }

    /// <summary>Tells the buffers how much was answered. Its end is the end of what the client reads.</summary>
    private sealed class WriteStream(Socket socket, ClientBuffers buffers) : NetworkStream(socket, ownsSocket: false)
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffers.Answer(buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                EndSending();
            base.Dispose(disposing);
        }

        private void EndSending()
        {
            try
            {
                Socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
            {
                // The client has gone, or the connection was closed.
            }
        }
    }
}
