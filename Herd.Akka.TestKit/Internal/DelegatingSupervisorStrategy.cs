using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.TestKit.Internal;

/// <summary>A strategy for each child; a child without one is stopped when it fails.</summary>
internal sealed class DelegatingSupervisorStrategy : SupervisorStrategy
{
    private readonly Dictionary<IActorRef, SupervisorStrategy> _strategies = [];

    public override IDecider Decider => StoppingStrategy.Decider;

    public void Set(IActorRef child, SupervisorStrategy strategy) => _strategies[child] = strategy;

    public override void ProcessFailure(IActorContext context, bool restart, IActorRef child, Exception cause, ChildRestartStats stats, IReadOnlyCollection<ChildRestartStats> children) =>
        StrategyOf(child).ProcessFailure(context, restart, child, cause, stats, children);

    public override void HandleChildTerminated(IActorContext actorContext, IActorRef child, IEnumerable<IInternalActorRef> children)
    {
        StrategyOf(child).HandleChildTerminated(actorContext, child, children);
        _strategies.Remove(child);
    }

    protected override Directive Handle(IActorRef child, Exception exception) => StrategyOf(child).Decider.Decide(exception);

    private SupervisorStrategy StrategyOf(IActorRef child) => _strategies.GetValueOrDefault(child, StoppingStrategy);
}
