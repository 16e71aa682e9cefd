using System.IO.Pipelines;
using System.Net.Sockets;
using Herd.Actors.Clients;
using Microsoft.AspNetCore.Connections;

namespace Herd.Node.Hosting;

/// <summary>A client's connection, read and written only by its actor's calls. An idle one has no buffer.</summary>
/// <remarks>Kestrel's loop, pipe and 4 KiB blocks take several times the system calls and wake-ups.</remarks>
internal sealed class ClientSocket : PipedSocket
{
    /// <summary>TCP keep-alive finds phones that lost their network: rare enough for batteries, often enough for most NATs.</summary>
    private static readonly TimeSpan KeepAliveTime = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(15);
    private const int KeepAliveProbes = 4;

    /// <summary>Bytes of unread answers that the system holds; by default megabytes. Enough for 10 Mbit/s at 100 ms round trip.</summary>
    private const int MaxUnsentBytes = 128 * 1024;

    private readonly Socket _socket;

    public ClientSocket(Socket socket)
        : base(socket)
    {
        _socket = socket;
        var buffers = new ClientBuffers();
        Input = PipeReader.Create(
            new ReadStream(socket, buffers), new StreamPipeReaderOptions(buffers, leaveOpen: true, useZeroByteReads: true));
        Output = PipeWriter.Create(new WriteStream(socket, buffers), new StreamPipeWriterOptions(buffers));
    }

    public override PipeReader Input { get; }

    /// <summary>Completing it ends what the client reads; the client may still send.</summary>
    public override PipeWriter Output { get; }

    /// <exception cref="SocketException">The client has gone.</exception>
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

    private void Close()
    {
        _socket.TryShutdown(SocketShutdown.Both);
        _socket.Dispose();
    }

    private sealed class ReadStream(Socket socket, ClientBuffers buffers) : NetworkStream(socket, ownsSocket: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = base.ReadAsync(buffer, cancellationToken);
            // A zero-byte read only waits. A read with room completes synchronously, since data is there by then.
            if (buffer.IsEmpty || !read.IsCompletedSuccessfully)
                return read;
            var bytes = read.Result;
            buffers.Adapt(buffer.Length, bytes);
            return ValueTask.FromResult(bytes);
        }
    }

    /// <summary>Disposing it ends what the client reads.</summary>
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
                Socket.TryShutdown(SocketShutdown.Send);
            base.Dispose(disposing);
        }
    }
}
