using Akka.Actor;
using Akka.Configuration;

namespace Akka.DependencyInjection;

/// <summary>The actor system's dependency resolver, and Props made with it.</summary>
public sealed class DependencyResolver(IDependencyResolver resolver) : IExtension
{
    /// <summary>Resolves from the root provider: scoped services need a scope, which the actor creates and disposes of.</summary>
    public IDependencyResolver Resolver { get; } = resolver;

    /// <exception cref="ConfigurationException">The actor system was created without a <see cref="DependencyResolverSetup"/>.</exception>
    public static DependencyResolver For(ActorSystem actorSystem) =>
        actorSystem.WithExtension<DependencyResolver, DependencyResolverExtension>();

    /// <summary>Props of an actor whose constructor gets <paramref name="args"/> where they fit and services elsewhere.</summary>
    public Props Props<T>(params object[] args)
        where T : ActorBase => Props(typeof(T), args);

    /// <summary>Props of an actor whose constructor gets services.</summary>
    public Props Props<T>()
        where T : ActorBase => Props(typeof(T));

    /// <inheritdoc cref="Props{T}()"/>
    public Props Props(Type type) => Resolver.Props(type);

    /// <inheritdoc cref="Props{T}(object[])"/>
    public Props Props(Type type, params object[] args) => Resolver.Props(type, args);
}
