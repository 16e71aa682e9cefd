using Akka.Actor;

namespace Herd.Actors.Gossip;

/// <summary>Somebody who called on the link port and hasn't said yet who it is.</summary>
public sealed class Caller : ReceiveActor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly NodeIdentity _identity;
    private readonly LinkConnection _connection;

    public Caller(NodeIdentity identity, LinkConnection connection)
    {
        _identity = identity;
        _connection = connection;
        Receive<LinkRead>(OnRead);
        Receive<LinkClosed>(_ => Leave());
        Receive<ReceiveTimeout>(_ => Refuse($"it said nothing for {Patience.TotalSeconds:0} s"));
    }

    /// <summary>The caller said who it is, to the parent; the connection is the parent's from here on, to be read on.</summary>
    public sealed record Introduced(LinkConnection Connection, Hello Hello);

    /// <summary>The caller was refused.</summary>
    /// <param name="Remote">HOST:PORT that called.</param>
    /// <param name="Reason">Why, as a person reads it.</param>
    public sealed record Refused(string Remote, string Reason);

    public static Props Props(NodeIdentity identity, LinkConnection connection) =>
        Akka.Actor.Props.Create(() => new Caller(identity, connection));

    protected override void PreStart()
    {
        Context.SetReceiveTimeout(Patience);
        _connection.Start(Self);
    }

    private void OnRead(LinkRead read)
    {
        var frames = new LinkFrames(read.Frames);
        if (!frames.MoveNext() || frames.Kind != LinkFrameKind.Hello || Hello.TryRead(frames.Body) is not { } hello)
        {
            Refuse("its first frame is no hello of a herd's node");
        }
        else if (Handshake.Refusal(_identity, hello) is { } reason)
        {
            Refuse(reason);
        }
        else
        {
            Context.Parent.Tell(new Introduced(_connection, hello));
            Context.Stop(Self);
        }
    }

    private void Leave()
    {
        _connection.Close();
        Context.Stop(Self);
    }

    private void Refuse(string reason)
    {
        Context.Parent.Tell(new Refused(_connection.Remote, reason));
        _connection.Refuse(reason);
        Context.Stop(Self);
    }
}
