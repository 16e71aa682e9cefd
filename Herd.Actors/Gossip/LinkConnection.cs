using System.Net;
using Akka.Actor;
using Herd.Actors.Clients;

namespace Herd.Actors.Gossip;

/// <summary>A link's byte stream. Only its owner may call it. The owner gets LinkRead, LinkDrained and finally one LinkClosed.</summary>
public abstract class LinkConnection
{
    public abstract string Remote { get; }

    public ClientAddress Address => ClientAddress.Of(IPEndPoint.TryParse(Remote, out var remote) ? remote : null);

    /// <summary>Why the other end's certificate doesn't allow this node name; null: it does.</summary>
    public virtual string? RefusalOf(string node) => null;

    /// <summary>Data that both ends of the TLS channel see and no man in the middle can fake; empty without TLS.</summary>
    public virtual ReadOnlyMemory<byte> ChannelBinding => default;

    /// <summary>Starts to read, or hands the connection to a new owner.</summary>
    public abstract void Start(IActorRef owner);

    /// <summary>Allows frames longer than those of a handshake, once the other end has proved itself.</summary>
    public abstract void Trust();

    /// <summary>Buffers whole frames until <see cref="Flush"/>.</summary>
    public abstract void Write(ReadOnlySpan<byte> frames);

    /// <returns>Whether more may be written now; if not, wait for <see cref="LinkDrained"/>.</returns>
    public abstract bool Flush();

    /// <summary>Allows the next <see cref="LinkRead"/>.</summary>
    public abstract void ReadOn();

    /// <summary>Closes, after sending what goes out at once. Also needed after <see cref="LinkClosed"/>, and if never started.</summary>
    public abstract void Close();

    /// <inheritdoc cref="Flush"/>
    public bool Send(params ReadOnlySpan<ReadOnlyMemory<byte>> frames)
    {
        foreach (var frame in frames)
            Write(frame.Span);
        return Flush();
    }

    public void Refuse(string reason, RefusalKind kind = RefusalKind.Other)
    {
        Send(LinkFrame.WriteRefusal(kind, reason));
        Close();
    }
}

/// <summary>Whole frames. The next ones come only after <see cref="LinkConnection.ReadOn"/>.</summary>
public sealed record LinkRead(LinkConnection Connection, ReadOnlyMemory<byte> Frames);

/// <summary>More may be written again, after a <see cref="LinkConnection.Flush"/> that returned false.</summary>
public sealed record LinkDrained(LinkConnection Connection);

public sealed record LinkClosed(LinkConnection Connection, string Reason)
{
    public const string NoFrames = "what it sent are no frames";
}
