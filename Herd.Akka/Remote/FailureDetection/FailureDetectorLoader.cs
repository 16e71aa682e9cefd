using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Remote;

/// <summary>Makes the failure detectors that configuration names.</summary>
public static class FailureDetectorLoader
{
    /// <param name="fqcn">A class with a constructor for a <see cref="Config"/> and an event stream.</param>
    /// <param name="config">The settings of the detector.</param>
    /// <param name="system">Its event stream goes to the detector.</param>
    /// <exception cref="ConfigurationException">There is no such class, or it is no failure detector with that constructor.</exception>
    public static FailureDetector Load(string fqcn, Config config, ActorSystem system)
    {
        var type = ConfiguredType.Find(fqcn, "failure-detector.implementation-class");
        if (!typeof(FailureDetector).IsAssignableFrom(type))
            throw new ConfigurationException($"The failure detector [{fqcn}] is not a FailureDetector.");
        try
        {
            return ConfiguredType.Create<FailureDetector>(type, config, system.EventStream);
        }
        catch (MissingMethodException e)
        {
            throw new ConfigurationException($"The failure detector [{fqcn}] has no constructor for a Config and an EventStream.", e);
        }
    }

    /// <inheritdoc cref="Load"/>
    public static FailureDetector LoadFailureDetector(this IActorContext context, string fqcn, Config config) =>
        Load(fqcn, config, context.System);
}
