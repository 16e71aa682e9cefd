using Akka.Actor;

namespace Akka.Hosting;

/// <summary>Actors by key; a key is any type, most often the actor's own.</summary>
public interface IReadOnlyActorRegistry : IEnumerable<KeyValuePair<Type, IActorRef>>
{
    /// <param name="actor">The actor, or <see cref="ActorRefs.Nobody"/> when there is none.</param>
    bool TryGet<TKey>(out IActorRef actor);

    /// <inheritdoc cref="TryGet{TKey}"/>
    bool TryGet(Type key, out IActorRef actor);

    /// <exception cref="MissingActorRegistryEntryException">There is no actor under that key.</exception>
    IActorRef Get<TKey>();

    /// <summary>Completes when there is an actor under that key.</summary>
    Task<IActorRef> GetAsync<TKey>(CancellationToken ct = default);

    /// <inheritdoc cref="GetAsync{TKey}"/>
    Task<IActorRef> GetAsync(Type key, CancellationToken ct = default);
}
