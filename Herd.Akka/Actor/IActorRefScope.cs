namespace Akka.Actor;

/// <summary>Says whether an actor lives in this process.</summary>
public interface IActorRefScope
{
    bool IsLocal { get; }
}
