using Akka.Actor;

namespace Akka.DependencyInjection;

/// <summary>Where actors get what they depend on.</summary>
public interface IDependencyResolver
{
    /// <summary>A scope of its own for scoped services; whoever asks for it disposes of it.</summary>
    IResolverScope CreateScope();

    /// <summary>The service, or null.</summary>
    object? GetService<T>();

    /// <summary>The service, or null.</summary>
    object? GetService(Type type);

    /// <summary>Props of an actor whose constructor gets <paramref name="args"/> where they fit and services elsewhere.</summary>
    Props Props(Type type, params object[] args);

    /// <summary>Props of an actor whose constructor gets services.</summary>
    Props Props(Type type);
}
