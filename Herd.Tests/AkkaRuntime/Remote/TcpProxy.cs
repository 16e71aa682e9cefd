using System.Net;
using System.Net.Sockets;

namespace Herd.Tests.AkkaRuntime.Remote;

/// <summary>Stands between a system and those who call it; can be cut and frozen.</summary>
internal sealed class TcpProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private TaskCompletionSource _flows = Done();
    private int _passed;
    private int _taken;
    private bool _cut;
    private bool _disposed;

    public TcpProxy()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    /// <summary>Where others call.</summary>
    public int Port { get; }

    /// <summary>Where the calls go.</summary>
    public int Target { get; set; }

    /// <summary>How many calls came so far, those of a cut included.</summary>
    public int Calls { get; private set; }

    /// <summary>How many pieces have passed, both ways.</summary>
    public int Passed => Volatile.Read(ref _passed);

    /// <summary>How many pieces have come to the proxy, those that are held included.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Resets all connections, and each new one, until <see cref="Heal"/>.</summary>
    public void Cut()
    {
        lock (_sockets)
        {
            _cut = true;
            CloseAll();
        }
    }

    /// <summary>Resets all connections; new ones pass.</summary>
    public void Reset()
    {
        lock (_sockets)
            CloseAll();
    }

    public void Heal()
    {
        lock (_sockets)
            _cut = false;
    }

    /// <summary>Nothing passes, and nobody is told.</summary>
    public void Freeze()
    {
        lock (_sockets)
            _flows = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Thaw()
    {
        lock (_sockets)
            _flows.TrySetResult();
    }

    public void Dispose()
    {
        _disposed = true;
        _listener.Stop();
        Thaw();
        Cut();
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private void CloseAll()
    {
        foreach (var socket in _sockets)
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (ObjectDisposedException)
            {
                // Its relay has ended already.
            }
            socket.Dispose();
        }
        _sockets.Clear();
    }

    private async Task AcceptAsync()
    {
        while (!_disposed)
        {
            try
            {
                var caller = await _listener.AcceptSocketAsync();
                _ = ServeAsync(caller);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Stopped, or the caller has gone.
            }
        }
    }

    private async Task ServeAsync(Socket caller)
    {
        var target = new Socket(SocketType.Stream, ProtocolType.Tcp);
        lock (_sockets)
        {
            Calls++;
            _sockets.AddRange([caller, target]);
            if (_cut)
                CloseAll();
        }
        try
        {
            await target.ConnectAsync(IPAddress.Loopback, Target);
            await Task.WhenAny(RelayAsync(caller, target), RelayAsync(target, caller));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
        caller.Dispose();
        target.Dispose();
    }

    private async Task RelayAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer) is var count and > 0)
        {
            Interlocked.Increment(ref _taken);
            Task flows;
            lock (_sockets)
                flows = _flows.Task;
            await flows;
            await to.SendAsync(buffer.AsMemory(0, count));
            Interlocked.Increment(ref _passed);
        }
    }
}
