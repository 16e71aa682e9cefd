using Akka.Actor;

namespace Herd.Actors.Gossip;

/// <summary>Calls a node without a link, to exchange presences. Sends its parent one <see cref="Result"/> and stops.</summary>
public sealed class Visit : ReceiveActor
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Neighbour _host;
    private readonly Presence _presence;
    private readonly ILinkConnector _connector;
    private readonly Func<LinkConnection, Handshake> _shakeHands;
    private LinkConnection? _connection;
    private Handshake _handshake = null!;

    public Visit(Neighbour host, NodeIdentity identity, string secret, Presence presence, ILinkConnector connector)
    {
        _host = host;
        _presence = presence;
        _connector = connector;
        _shakeHands = connection => new Handshake(identity, expected: null, secret, isCaller: true, HelloPurpose.Visit, channel: connection.ChannelBinding);
        Receive<LinkConnected>(OnConnected);
        Receive<LinkNotConnected>(failed => End(new Result(host) { Reason = failed.Reason, IsAbsent = failed.IsAbsent, IsRefusal = failed.IsRefusal }));
        Receive<LinkRead>(OnRead);
        Receive<LinkDrained>(_ => { });
        Receive<LinkClosed>(closed => End(new Result(host) { Reason = closed.Reason }));
        Receive<ReceiveTimeout>(_ => End(new Result(host) { Reason = $"it said nothing for {Patience.TotalSeconds:0} s" }));
    }

    /// <param name="Host">The visited node. The name is the expected one, or empty.</param>
    public sealed record Result(Neighbour Host)
    {
        /// <summary>Null unless the visited node proved itself.</summary>
        public Presence? Presence { get; init; }

        public bool IsNamesake { get; init; }

        public string? Reason { get; init; }

        /// <summary>The visited node refused this one, or was refused.</summary>
        public bool IsRefusal { get; init; }

        /// <summary>The host answered that nobody listens on the port.</summary>
        public bool IsAbsent { get; init; }
    }

    public static Props Props(Neighbour host, NodeIdentity identity, string secret, Presence presence, ILinkConnector connector) =>
        Akka.Actor.Props.Create(() => new Visit(host, identity, secret, presence, connector));

    protected override void PreStart() => _connector.Connect(_host, ConnectTimeout, Self);

    protected override void PostStop() => _connection?.Close();

    private void OnConnected(LinkConnected connected)
    {
        _connection = connected.Connection;
        _handshake = _shakeHands(_connection);
        _connection.Start(Self);
        _connection.Send(_handshake.Own.ToFrame());
        Context.SetReceiveTimeout(Patience);
    }

    private void OnRead(LinkRead read)
    {
        var frames = new LinkFrames(read.Frames);
        while (frames.MoveNext())
        {
            if (frames.Kind == LinkFrameKind.Refused)
            {
                End(new Result(_host) { Reason = LinkFrame.ReadRefusal(frames.Body).Reason, IsRefusal = true });
                return;
            }

            if (_handshake.IsVerified)
            {
                var presence = frames.Kind == LinkFrameKind.Presence ? Presence.TryRead(frames.Body) : null;
                End(presence is null
                    ? new Result(_host) { Reason = $"it sent a {frames.Kind} frame that is none, or not expected", IsRefusal = true }
                    : new Result(_host) { Presence = presence, IsNamesake = _handshake.IsNamesake });
                return;
            }

            if (_handshake.Answer(_connection!, frames.Kind, frames.Body) is { } refusal)
            {
                _connection!.Refuse(refusal);
                End(new Result(_host) { Reason = refusal, IsRefusal = true });
                return;
            }

            if (_handshake.IsVerified)
            {
                _connection!.Trust();
                _connection.Send(_presence.ToFrame());
            }
        }

        _connection!.ReadOn();
    }

    private void End(Result result)
    {
        Context.Parent.Tell(result);
        Context.Stop(Self);
    }
}

/// <summary>The called side of a <see cref="Visit"/>.</summary>
internal sealed class VisitedBy : ReceiveActor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly LinkConnection _connection;

    public VisitedBy(Caller.Proven proven, Presence presence)
    {
        _connection = proven.Connection;
        Receive<LinkRead>(read => OnFrames(read.Frames));
        Receive<LinkDrained>(_ => { });
        Receive<LinkClosed>(_ => Context.Stop(Self));
        Receive<ReceiveTimeout>(_ => Context.Stop(Self));
        Context.SetReceiveTimeout(Patience);
        _connection.Trust();
        _connection.Start(Self);
        _connection.Send(presence.ToFrame());
        if (proven.Rest.IsEmpty)
            _connection.ReadOn();
        else
            Self.Tell(new LinkRead(_connection, proven.Rest));
    }

    public sealed record Shown(Presence Presence);

    public static Props Props(Caller.Proven proven, Presence presence) => Akka.Actor.Props.Create(() => new VisitedBy(proven, presence));

    protected override void PostStop() => _connection.Close();

    private void OnFrames(ReadOnlyMemory<byte> bytes)
    {
        var frames = new LinkFrames(bytes);
        if (frames.MoveNext() && frames.Kind == LinkFrameKind.Presence && Presence.TryRead(frames.Body) is { } presence)
            Context.Parent.Tell(new Shown(presence));
        Context.Stop(Self);
    }
}
