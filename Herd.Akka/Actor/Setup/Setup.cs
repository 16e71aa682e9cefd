namespace Akka.Actor.Setup;

/// <summary>Something that an actor system is made with, besides its configuration.</summary>
public abstract class Setup
{
    public ActorSystemSetup And(Setup other) => ActorSystemSetup.Create(this, other);
}
