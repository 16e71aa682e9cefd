using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// Runs the asynchronous handlers of one actor on that actor: what follows an await comes back as a system message, so it
/// runs in the actor's turn and with its context, while the mailbox is suspended for all other messages.
/// </summary>
public class ActorTaskScheduler : TaskScheduler
{
    private readonly ActorCell _cell;
    private Envelope _envelope;
    private int _running;

    internal ActorTaskScheduler(ActorCell cell) => _cell = cell;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>The message whose handler runs; null when none does.</summary>
    public object CurrentMessage => _envelope.Message;

    /// <summary>A handler hasn't ended yet.</summary>
    internal bool IsBusy => _running > 0;

    public static void RunTask(Action action) => RunTask(() =>
    {
        action();
        return Task.CompletedTask;
    });

    /// <summary>Runs something asynchronous on the actor that calls. Until it ends the actor handles no message; if it fails, the actor does.</summary>
    /// <exception cref="InvalidOperationException">No actor runs on this thread.</exception>
    public static void RunTask(Func<Task> asyncAction)
    {
        var cell = InternalCurrentActorCellKeeper.Current
            ?? throw new InvalidOperationException("RunTask must be called from an actor context.");
        cell.TaskScheduler.Run(asyncAction);
    }

    internal void Execute(Task task)
    {
        var before = _cell.Current;
        _cell.RestoreCurrent(_envelope);
        TryExecuteTask(task);
        _cell.RestoreCurrent(before);
    }

    internal void Ended()
    {
        _cell.RestoreCurrent(_envelope);
        if (--_running == 0)
            _envelope = default;
    }

    protected override void QueueTask(Task task) => _cell.SendSystemMessage(new ActorTask(this, task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        InternalCurrentActorCellKeeper.Current == _cell && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private static Exception? FailureOf(Task task) => task switch
    {
        { IsCanceled: true } => new TaskCanceledException(task),
        { Exception.InnerExceptions.Count: 1 } => task.Exception.InnerException,
        _ => task.Exception,
    };

    private void Run(Func<Task> asyncAction)
    {
        var starting = new Task<Task>(asyncAction);
        starting.RunSynchronously(this);
        var handling = starting.GetAwaiter().GetResult();
        if (handling is null or { IsCompletedSuccessfully: true })
            return;
        if (handling.IsCompleted)
        {
            handling.GetAwaiter().GetResult();
            return;
        }
        if (_running++ == 0)
            _envelope = _cell.Current;
        _cell.Dispatcher.Suspend(_cell);
        handling.ContinueWith(
            ended => _cell.SendSystemMessage(new ActorTaskDone(this, FailureOf(ended))),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            Default);
    }
}
