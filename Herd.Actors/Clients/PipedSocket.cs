using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Herd.Actors.Clients;

/// <summary>A socket as pipes, without the loops and pipes of Kestrel's connections between.</summary>
public abstract class PipedSocket : ConnectionContext, IDuplexPipe
{
    private static long _lastId;

    private string? _id;
    private IDictionary<object, object?>? _items;

    protected PipedSocket(Socket socket)
    {
        Transport = this;
        RemoteEndPoint = RemoteAddress.Of(socket);
    }

    public abstract PipeReader Input { get; }

    public abstract PipeWriter Output { get; }

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
}

public static class SocketExtensions
{
    /// <summary>Does nothing if the other end has gone, or the socket is closed.</summary>
    public static void TryShutdown(this Socket socket, SocketShutdown how)
    {
        try
        {
            socket.Shutdown(how);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }
}
