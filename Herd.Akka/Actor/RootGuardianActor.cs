namespace Akka.Actor;

/// <summary>/: stops when /system has.</summary>
internal sealed class RootGuardianActor(IActorRefProvider provider) : GuardianActor
{
    protected override void PreStart() => Context.Watch(provider.SystemGuardian);
}
