using Akka.Actor;

namespace Herd.Actors.Gossip;

/// <summary>Owns a connection to the link port until the other end has proved that it belongs to the herd.</summary>
public sealed class Caller : ReceiveActor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly LinkConnection _connection;
    private readonly Handshake _handshake;
    private Hello? _hello;

    public Caller(NodeIdentity identity, string secret, LinkConnection connection)
    {
        _connection = connection;
        _handshake = new Handshake(identity, expected: null, secret, isCaller: false, channel: connection.ChannelBinding);
        Receive<LinkRead>(OnRead);
        Receive<LinkClosed>(OnClosed);
        Receive<ReceiveTimeout>(_ => Leave());
    }

    /// <summary>To the parent, which owns the connection from now on and has to start it.</summary>
    /// <param name="Rest">Frames behind the proof.</param>
    public sealed record Proven(LinkConnection Connection, Handshake Handshake, ReadOnlyMemory<byte> Rest);

    private string Who => _hello is { Node.Length: > 0 } hello ? $"{hello.Node} at {_connection.Remote}" : _connection.Remote;

    private string About => _hello is { Node.Length: > 0 } hello ? hello.Node : _connection.Remote[..Math.Max(0, _connection.Remote.LastIndexOf(':'))];

    public static Props Props(NodeIdentity identity, string secret, LinkConnection connection) =>
        Akka.Actor.Props.Create(() => new Caller(identity, secret, connection));

    protected override void PreStart()
    {
        Context.SetReceiveTimeout(Patience);
        _connection.Start(Self);
    }

    private void OnRead(LinkRead read)
    {
        var frames = new LinkFrames(read.Frames);
        while (frames.MoveNext())
        {
            if (frames.Kind == LinkFrameKind.Refused && _hello is not null)
            {
                Context.Parent.Tell(new LinkRefused(About, Who, LinkFrame.ReadRefusal(frames.Body).Reason));
                Leave();
                return;
            }

            if (frames.Kind == LinkFrameKind.Hello)
                _hello ??= Hello.TryRead(frames.Body);
            var refusal = _hello is null ? "its first frame is no hello of a herd's node" : _handshake.Answer(_connection, frames.Kind, frames.Body);
            if (refusal is not null)
            {
                Refuse(refusal);
                return;
            }

            if (_handshake.IsVerified)
            {
                Context.Parent.Tell(new Proven(_connection, _handshake, frames.Rest));
                Context.Stop(Self);
                return;
            }
        }

        _connection.ReadOn();
    }

    /// <summary>Logs nothing about port scanners, which connect and leave.</summary>
    private void OnClosed(LinkClosed closed)
    {
        if (closed.Reason == LinkClosed.NoFrames)
            Context.Parent.Tell(new LinkRefused(About, Who, "it doesn't speak the protocol of links (link-port)"));
        Leave();
    }

    private void Leave()
    {
        _connection.Close();
        Context.Stop(Self);
    }

    private void Refuse(string reason)
    {
        Context.Parent.Tell(new LinkRefused(About, Who, reason));
        _connection.Refuse(reason);
        Context.Stop(Self);
    }
}
