using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Akka.Actor;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;

namespace Akka.Remote.Transport;

/// <summary>Calls, and is called.</summary>
internal sealed class TcpTransport(Remoting remoting)
{
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly RefusalLog _refusals = new(TimeProvider.System);
    private readonly TransportSettings _settings = remoting.Transport;
    private readonly TransportFailureDetection _detection = new(remoting);
    private readonly TlsLayer? _tls = remoting.Transport.EnableSsl ? new TlsLayer(SslSettings.Of(remoting.System.Settings), remoting.Log) : null;
    private Socket? _listener;
    private int _running;
    private TaskCompletionSource? _allEnded;

    /// <returns>The address under which others reach this system.</returns>
    /// <exception cref="RemoteTransportException">It can't be listened there.</exception>
    public Address Bind()
    {
        var local = new IPEndPoint(AddressOf(_settings.Hostname), _settings.Port);
        var socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(local);
            socket.Listen(_settings.Backlog);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new RemoteTransportException($"Remoting can't listen on {_settings.Hostname}:{_settings.Port} ({TransportSettings.Path}): {e.Message}", e);
        }
        _listener = socket;
        var port = _settings.PublicPort ?? ((IPEndPoint)socket.LocalEndPoint!).Port;
        var isAnywhere = _settings.PublicHostname.Length == 0 || (IPAddress.TryParse(_settings.PublicHostname, out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));
        return new Address(_settings.Protocol, remoting.System.Name, isAnywhere ? Dns.GetHostName() : _settings.PublicHostname, port);
    }

    public void StopListening() => _listener?.Dispose();

    /// <summary>Ends when no connection is left.</summary>
    public Task AllEnded()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _allEnded = ended;
        if (Volatile.Read(ref _running) == 0)
            ended.TrySetResult();
        return ended.Task;
    }

    public async Task AcceptAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener!.AcceptAsync(token).ConfigureAwait(false);
                _ = AnswerAsync(socket, token);
            }
            catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
            catch (SocketException e)
            {
                remoting.Log.Warning("A connection couldn't be accepted: {0}", e.Message);
                await Task.Delay(AcceptPause, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Calls the other system; ends when that has said who it is, and was admitted.</summary>
    public async Task DialAsync(Association association, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(_settings.ConnectionTimeout);
        var remote = association.Remote;
        if (remote.Protocol != _settings.Protocol)
            throw new RefusedException($"its protocol is {remote.Protocol}, this system's {_settings.Protocol}");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Connection? connection = null;
        try
        {
            await socket.ConnectAsync(remote.Host!, remote.Port!.Value, limit.Token).ConfigureAwait(false);
            var stream = Open(socket);
            var secured = _tls is null ? new SecuredStream(stream, null) : await _tls.CallAsync(stream, remote.Host!, limit.Token).ConfigureAwait(false);
            connection = new Connection(secured.Stream, remote.HostPort(), false, _settings.MaximumFrameSize);
            if (secured.Refusal is { } reason)
                throw await RefuseAsync(connection, new RefusedException(reason, RefusalKind.Authentication), limit.Token).ConfigureAwait(false);
            await connection.SendAsync(new Hello(remoting.DefaultAddress, remoting.Uid, remote).ToFrame(), limit.Token).ConfigureAwait(false);
            var hello = await connection.ReceiveHelloAsync(limit.Token).ConfigureAwait(false);
            if (hello.Address != remote)
                throw new RefusedException($"it is [{hello.Address}]");
            await AdmitAsync(association, connection, hello, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            connection?.Dispose();
            socket.Dispose();
            if (e is OperationCanceledException && !token.IsCancellationRequested)
                throw new TimeoutException($"no answer within {_settings.ConnectionTimeout.TotalSeconds} s", e);
            throw AsPublic(e);
        }
        _ = RunAsync(connection, association);
    }

    private static IPAddress AddressOf(string host)
    {
        if (host.Length == 0)
            return IPAddress.Any;
        if (IPAddress.TryParse(host, out var address))
            return address;
        try
        {
            var found = Dns.GetHostAddresses(host);
            return found.FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
        }
        catch (SocketException e)
        {
            throw new RemoteTransportException($"Remoting can't listen on '{host}' ({TransportSettings.Path}.hostname): {e.Message}", e);
        }
    }

    private async Task AnswerAsync(Socket socket, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(_settings.ConnectionTimeout);
        var peer = HostOf(socket);
        Connection? connection = null;
        Association association;
        try
        {
            var secured = await SecureAsync(socket, peer, limit.Token).ConfigureAwait(false);
            connection = new Connection(secured.Stream, peer, true, _settings.MaximumFrameSize);
            var hello = await HelloOf(connection, secured.Refusal, limit.Token).ConfigureAwait(false);
            association = remoting.To(hello.Address);
            await connection.SendAsync(new Hello(remoting.DefaultAddress, remoting.Uid, hello.Address).ToFrame(), limit.Token).ConfigureAwait(false);
            association.Admit(connection, hello);
        }
        catch (Exception e)
        {
            connection?.Dispose();
            socket.Dispose();
            if (!token.IsCancellationRequested)
                TellOfRefusal(peer, e);
            return;
        }
        _ = RunAsync(connection, association);
    }

    // Whoever only looks whether somebody listens hasn't asked for anything.
    private void TellOfRefusal(string peer, Exception cause)
    {
        var reason = cause is OperationCanceledException ? "it didn't say in time who it is" : cause.Message;
        if (cause is IOException or SocketException)
            remoting.Log.Debug("A connection from {0} ended: {1}.", peer, reason);
        else if (_refusals.IsNew(peer, reason))
            remoting.Log.Warning("A connection from {0} is refused: {1}.", peer, reason);
    }

    /// <returns>With TLS, if this system uses it; a refusal if the caller doesn't.</returns>
    private async Task<SecuredStream> SecureAsync(Socket socket, string peer, CancellationToken token)
    {
        var stream = Open(socket);
        if (_tls is null)
            return new SecuredStream(stream, null);
        return await TlsLayer.IsSpokenAsync(socket, token).ConfigureAwait(false)
            ? await _tls.AnswerAsync(stream, peer, token).ConfigureAwait(false)
            : new SecuredStream(stream, $"one system uses TLS, the other doesn't ({TlsLayer.EnableSetting})");
    }

    /// <param name="connection">Of the caller.</param>
    /// <param name="refusal">Why it isn't let in, whatever it says; it shall hear why.</param>
    /// <param name="token">Gives up.</param>
    private async Task<Hello> HelloOf(Connection connection, string? refusal, CancellationToken token)
    {
        try
        {
            var hello = await connection.ReceiveHelloAsync(token).ConfigureAwait(false);
            if (refusal is not null)
                throw new RefusedException(refusal, RefusalKind.Authentication);
            if (hello.Address == remoting.DefaultAddress)
                throw new RefusedException($"it has the address of this system, {hello.Address}");
            if (hello.To != remoting.DefaultAddress)
                throw new RefusedException($"it looks for [{hello.To}], this is [{remoting.DefaultAddress}]");
            remoting.To(hello.Address).Check(hello);
            return hello;
        }
        catch (Exception e) when (refusal is not null && e is not RefusedException { ByOther: false })
        {
            throw new RefusedException(refusal, RefusalKind.Authentication);
        }
        catch (RefusedException e) when (!e.ByOther)
        {
            throw await RefuseAsync(connection, e, token).ConfigureAwait(false);
        }
    }

    /// <summary>Tells the other end why it isn't wanted, if it still listens.</summary>
    private static async Task<RefusedException> RefuseAsync(Connection connection, RefusedException refusal, CancellationToken token)
    {
        try
        {
            await connection.SendAsync(Frame.Refuse(refusal), token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Then it isn't told.
        }
        return refusal;
    }

    /// <summary>What the callers of remoting can tell apart: settings that don't fit, versions that don't, and the rest.</summary>
    private static Exception AsPublic(Exception cause) => cause switch
    {
        RefusedException { Kind: RefusalKind.Authentication } => new AuthenticationException(cause.Message, cause),
        RefusedException { Kind: RefusalKind.Protocol } => new ProtocolException(cause.Message),
        _ => cause,
    };

    private static string HostOf(Socket socket) => (socket.RemoteEndPoint as IPEndPoint)?.Address is { } address
        ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
        : "?";

    private static async Task AdmitAsync(Association association, Connection connection, Hello hello, CancellationToken token)
    {
        try
        {
            association.Admit(connection, hello);
        }
        catch (RefusedException e) when (e.Quarantined)
        {
            // The other believes that it is welcome.
            await connection.SendAsync(Frame.Goodbye(GoodbyeReason.Quarantined), token).ConfigureAwait(false);
            throw;
        }
    }

    private NetworkStream Open(Socket socket)
    {
        socket.NoDelay = _settings.NoDelay;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, _settings.KeepAlive);
        if (_settings.SendBufferSize > 0)
            socket.SendBufferSize = _settings.SendBufferSize;
        if (_settings.ReceiveBufferSize > 0)
            socket.ReceiveBufferSize = _settings.ReceiveBufferSize;
        return new NetworkStream(socket, true);
    }

    private async Task RunAsync(Connection connection, Association association)
    {
        Interlocked.Increment(ref _running);
        ConnectionEnd end;
        try
        {
            end = await connection.RunAsync(association, _detection.Create(), _detection.HeartbeatInterval).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            end = new ConnectionEnd(null, e);
        }
        association.Ended(connection, end);
        if (Interlocked.Decrement(ref _running) == 0)
            _allEnded?.TrySetResult();
    }
}
