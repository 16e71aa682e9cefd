using Akka.Actor;

namespace Akka.Hosting;

/// <summary>Where actors are put, so that others find them by key.</summary>
public interface IActorRegistry : IReadOnlyActorRegistry
{
    /// <exception cref="DuplicateActorRegistryException">There is another under that key, and it isn't to be overwritten.</exception>
    /// <exception cref="ArgumentNullException">The actor is null.</exception>
    void Register<TKey>(IActorRef actor, bool overwrite = false);

    /// <returns>False when there is another under that key, and it isn't to be overwritten.</returns>
    bool TryRegister<TKey>(IActorRef actor, bool overwrite = false);

    /// <inheritdoc cref="TryRegister{TKey}"/>
    bool TryRegister(Type key, IActorRef actor, bool overwrite = false);
}
