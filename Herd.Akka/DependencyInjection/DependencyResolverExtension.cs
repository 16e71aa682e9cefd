using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.DependencyInjection;

/// <summary>Gives each actor system its <see cref="DependencyResolver"/>.</summary>
public sealed class DependencyResolverExtension : ExtensionIdProvider<DependencyResolver>
{
    /// <exception cref="ConfigurationException">The actor system was created without a <see cref="DependencyResolverSetup"/>.</exception>
    public override DependencyResolver CreateExtension(ExtendedActorSystem system)
    {
        var setup = system.Settings.Setup.Get<DependencyResolverSetup>();
        if (setup.HasValue)
            return new DependencyResolver(setup.Value.DependencyResolver);

        var missing = new ConfigurationException("Dependency injection into actors needs a [DependencyResolverSetup] among the setups of the actor system.");
        system.EventStream.Publish(new Error(missing, "Akka.DependencyInjection", typeof(DependencyResolverExtension), missing.Message));
        throw missing;
    }
}
