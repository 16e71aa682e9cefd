using Akka.Actor;

namespace Akka.Hosting;

/// <summary>An actor for injection into what is no actor.</summary>
/// <typeparam name="TActor">The actor's key in the <see cref="ActorRegistry"/>.</typeparam>
public interface IRequiredActor<TActor>
{
    /// <exception cref="MissingActorRegistryEntryException">There is no actor under that key (yet).</exception>
    IActorRef ActorRef { get; }

    /// <summary>Completes when the actor is there.</summary>
    Task<IActorRef> GetAsync(CancellationToken cancellationToken = default);
}
