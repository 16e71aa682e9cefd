using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;

namespace Akka.DependencyInjection;

/// <summary>Resolves from a service provider.</summary>
public class ServiceProviderDependencyResolver(IServiceProvider serviceProvider) : IDependencyResolver
{
    public IServiceProvider ServiceProvider { get; } = serviceProvider;

    public IResolverScope CreateScope() => new ServiceProviderScope(ServiceProvider.CreateScope());

    public object? GetService<T>() => ServiceProvider.GetService<T>();

    public object? GetService(Type type) => ServiceProvider.GetService(type);

    public Props Props(Type type, params object[] args) => new ServiceProviderProps(ServiceProvider, type, args);

    public Props Props(Type type) => Props(type, []);
}
