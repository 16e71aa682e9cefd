namespace Akka.DependencyInjection;

/// <summary>A scope of services; disposing of it disposes of what it gave.</summary>
public interface IResolverScope : IDisposable
{
    IDependencyResolver Resolver { get; }
}
