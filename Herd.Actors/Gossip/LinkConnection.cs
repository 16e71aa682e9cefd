using System.Net;
using Akka.Actor;
using Herd.Actors.Clients;

namespace Herd.Actors.Gossip;

/// <summary>
/// The bytes of one link, whatever carries them. Tells its owner <see cref="LinkRead"/>, <see cref="LinkDrained"/> and at last
/// one <see cref="LinkClosed"/>. Only its owner calls it.
/// </summary>
public abstract class LinkConnection
{
    /// <summary>The other end's address, for people.</summary>
    public abstract string Remote { get; }

    /// <summary>Where the other end is, as callers are counted.</summary>
    public ClientAddress Address => ClientAddress.Of(IPEndPoint.TryParse(Remote, out var remote) ? remote : null);

    /// <summary>Why the other end may not call itself by a name, by the certificate that it shows; null: it may.</summary>
    /// <param name="node">The name that its hello says.</param>
    public virtual string? RefusalOf(string node) => null;

    /// <summary>What both ends see of the connection's TLS and nobody between them can fake; empty: it has none.</summary>
    public virtual ReadOnlyMemory<byte> ChannelBinding => default;

    /// <summary>Starts reading, or goes on with a new owner.</summary>
    public abstract void Start(IActorRef owner);

    /// <summary>The other end proved itself: frames may be longer than those of a handshake.</summary>
    public abstract void Trust();

    /// <summary>Puts whole frames behind those to be sent.</summary>
    public abstract void Write(ReadOnlySpan<byte> frames);

    /// <summary>Sends what was written.</summary>
    /// <returns>Whether more may be written now; if not, wait for <see cref="LinkDrained"/>.</returns>
    public abstract bool Flush();

    /// <summary>The last <see cref="LinkRead"/> is dealt with: the next may come.</summary>
    public abstract void ReadOn();

    /// <summary>
    /// Ends the connection; what was written is sent as far as that goes at once. Needed after <see cref="LinkClosed"/> too, and
    /// if it was never started.
    /// </summary>
    public abstract void Close();

    /// <inheritdoc cref="Flush"/>
    public bool Send(params ReadOnlySpan<ReadOnlyMemory<byte>> frames)
    {
        foreach (var frame in frames)
            Write(frame.Span);
        return Flush();
    }

    /// <summary>Tells the other side why it isn't wanted, and ends.</summary>
    public void Refuse(string reason, RefusalKind kind = RefusalKind.Other)
    {
        Send(LinkFrame.WriteRefusal(kind, reason));
        Close();
    }
}

/// <summary>Whole frames came. No more come until <see cref="LinkConnection.ReadOn"/>.</summary>
public sealed record LinkRead(LinkConnection Connection, ReadOnlyMemory<byte> Frames);

/// <summary>After a <see cref="LinkConnection.Flush"/> that said no: more may be written.</summary>
public sealed record LinkDrained(LinkConnection Connection);

/// <summary>The connection is gone; nothing more comes from it.</summary>
/// <param name="Connection">The one.</param>
/// <param name="Reason">For people, in a few words.</param>
public sealed record LinkClosed(LinkConnection Connection, string Reason)
{
    /// <summary>The reason, if what came can't be taken apart.</summary>
    public const string NoFrames = "what it sent are no frames";
}
