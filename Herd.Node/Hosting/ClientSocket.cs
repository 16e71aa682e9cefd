using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Herd.Node.Hosting;

/// <summary>
/// A client's connection, which is read and written by the calls of its actor and nobody else. Kestrel's own has a loop
/// and a pipe for either direction between the two, and blocks of 4 KiB: a client that sends many commands at once would
/// cost several times as many system calls and wake-ups.
/// </summary>
internal sealed class ClientSocket : ConnectionContext, IDuplexPipe
{
    /// <summary>What one read may bring and one write takes. No such buffer is held while nothing comes.</summary>
    private const int BufferBytes = 64 * 1024;

    private static readonly StreamPipeReaderOptions InputOptions = new(bufferSize: BufferBytes, leaveOpen: true, useZeroByteReads: true);
    private static readonly StreamPipeWriterOptions OutputOptions = new(minimumBufferSize: BufferBytes, leaveOpen: true);

    private readonly Socket _socket;
    private string? _id;

    /// <param name="socket">Connected; from here on this connection's.</param>
    public ClientSocket(Socket socket)
    {
        _socket = socket;
        var stream = new NetworkStream(socket, ownsSocket: false);
        Input = PipeReader.Create(stream, InputOptions);
        Output = PipeWriter.Create(stream, OutputOptions);
        Transport = this;
        RemoteEndPoint = socket.RemoteEndPoint;
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId
    {
        get => _id ??= Guid.NewGuid().ToString("N");
        set => _id = value;
    }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>(0);

    public override void Abort(ConnectionAbortedException abortReason) => Close();

    public override ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
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
}
