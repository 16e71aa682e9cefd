using Akka.Actor;

namespace Herd.Actors.Gossip;

/// <summary>Where a neighbour is reached.</summary>
/// <param name="Name">The neighbour's.</param>
/// <param name="Host">Name or address.</param>
/// <param name="Port">Its link port.</param>
public sealed record Neighbour(string Name, string Host, int Port)
{
    public override string ToString() => $"{Name} at {Host}:{Port}";
}

/// <summary>Makes connections to neighbours.</summary>
public interface ILinkConnector
{
    /// <summary>
    /// Tries once to connect, and tells <paramref name="replyTo"/> <see cref="LinkConnected"/> or
    /// <see cref="LinkNotConnected"/>.
    /// </summary>
    void Connect(Neighbour neighbour, TimeSpan timeout, IActorRef replyTo);
}

/// <summary>A connection that <see cref="ILinkConnector"/> made; it is the receiver's from here on.</summary>
public sealed record LinkConnected(LinkConnection Connection);

/// <summary>No connection could be made.</summary>
/// <param name="Reason">For people.</param>
/// <param name="IsAbsent">The host is there, and certainly nobody listens on the port.</param>
/// <param name="IsRefusal">It speaks, and one of the two won't take the other's certificate, or it has no TLS.</param>
public sealed record LinkNotConnected(string Reason, bool IsAbsent = false, bool IsRefusal = false);
