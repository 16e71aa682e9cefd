namespace Akka.Actor;

/// <summary>An actor with a stash. It is there from PreStart on, not yet in the constructor.</summary>
public interface IActorStash
{
    IStash Stash { get; set; }
}
