using Akka.Actor;

namespace Herd.Actors.Gossip;

/// <summary>The called side of a <see cref="Visit"/> that proved itself: takes its presence, which this node's has answered.</summary>
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
        _connection.Write(presence.ToFrame().Span);
        _connection.Flush();
        if (proven.Rest.IsEmpty)
            _connection.ReadOn();
        else
            Self.Tell(new LinkRead(_connection, proven.Rest));
    }

    /// <summary>To the parent: a node that visits shows itself.</summary>
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
