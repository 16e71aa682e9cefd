using Akka.Util;

namespace Akka.Actor;

/// <summary>Makes the strategy of the user guardian; named by <c>akka.actor.guardian-supervisor-strategy</c>.</summary>
public abstract class SupervisorStrategyConfigurator
{
    public static SupervisorStrategyConfigurator CreateConfigurator(string typeName) => typeName switch
    {
        "Akka.Actor.DefaultSupervisorStrategy" => new DefaultSupervisorStrategy(),
        "Akka.Actor.StoppingSupervisorStrategy" => new StoppingSupervisorStrategy(),
        _ => ConfiguredType.Create<SupervisorStrategyConfigurator>(ConfiguredType.Find(typeName, "akka.actor.guardian-supervisor-strategy")),
    };

    public abstract SupervisorStrategy Create();
}
