using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.TestKit.Internal;

/// <summary>Makes what follows an await in a test send in the same actor's name as what came before it.</summary>
internal sealed class ActorCellKeepingSynchronizationContext : SynchronizationContext
{
    private readonly ActorCell? _cell;
    private readonly SynchronizationContext? _outer;

    /// <param name="cell">The test actor's; null: no sender.</param>
    /// <param name="outer">Where to run things; null: on the thread pool.</param>
    public ActorCellKeepingSynchronizationContext(ActorCell? cell, SynchronizationContext? outer)
    {
        _cell = cell;
        _outer = outer is ActorCellKeepingSynchronizationContext keeping ? keeping._outer : outer;
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (_outer is null)
            ThreadPool.QueueUserWorkItem(_ => Run(d, state));
        else
            _outer.Post(_ => Run(d, state), null);
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (_outer is null)
            Run(d, state);
        else
            _outer.Send(_ => Run(d, state), null);
    }

    public override SynchronizationContext CreateCopy() => this;

    public override void OperationStarted() => _outer?.OperationStarted();

    public override void OperationCompleted() => _outer?.OperationCompleted();

    private void Run(SendOrPostCallback d, object? state)
    {
        var cellBefore = InternalCurrentActorCellKeeper.Current;
        var contextBefore = Current;
        InternalCurrentActorCellKeeper.Current = _cell;
        SetSynchronizationContext(this);
        try
        {
            d(state);
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = cellBefore;
            SetSynchronizationContext(contextBefore);
        }
    }
}
