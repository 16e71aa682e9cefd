namespace Akka.Actor;

/// <summary>The reference that stands for no actor: what is told to it is gone.</summary>
public sealed class Nobody : MinimalActorRef
{
    public static Nobody Instance = new();

    private Nobody()
    {
    }

    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "all-systems")) / "nobody";

    /// <exception cref="NotSupportedException">Always.</exception>
    public override IActorRefProvider Provider => throw new NotSupportedException("Nobody does not provide");
}
