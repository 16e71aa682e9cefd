namespace Akka.Actor;

/// <summary>An actor with a stash that sees to a fitting mailbox itself.</summary>
public interface IWithUnrestrictedStash : IActorStash;
