using Akka.Actor;

namespace Herd.Actors.Gossip;

public sealed record Neighbour(string Name, string Host, int Port)
{
    public override string ToString() => $"{Name} at {Host}:{Port}";
}

public interface ILinkConnector
{
    /// <summary>Tries once, and sends <paramref name="replyTo"/> <see cref="LinkConnected"/> or <see cref="LinkNotConnected"/>.</summary>
    void Connect(Neighbour neighbour, TimeSpan timeout, IActorRef replyTo);
}

/// <summary>The receiver owns the connection and has to close it.</summary>
public sealed record LinkConnected(LinkConnection Connection);

/// <param name="IsAbsent">The host answered that nobody listens on the port.</param>
/// <param name="IsRefusal">One of the two rejects the other's certificate, or the other end has no TLS.</param>
public sealed record LinkNotConnected(string Reason, bool IsAbsent = false, bool IsRefusal = false);
