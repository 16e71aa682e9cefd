using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;

namespace Akka.DependencyInjection;

/// <summary>Props that build each incarnation of the actor with services from a provider.</summary>
internal sealed class ServiceProviderProps(IServiceProvider provider, Type type, params object[] args) : Props(type, args)
{
    public override ActorBase NewActor() => (ActorBase)ActivatorUtilities.CreateInstance(provider, Type, Arguments!);

    protected override Props Copy() => new ServiceProviderProps(provider, Type, Arguments!)
    {
        Deploy = Deploy,
        SupervisorStrategy = SupervisorStrategy,
    };
}
