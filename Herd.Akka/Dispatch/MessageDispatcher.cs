using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>Gives mailboxes that have something to do a thread to do it on.</summary>
public abstract class MessageDispatcher
{
    public const int DefaultThroughput = 100;

    private long _inhabitants;

    protected MessageDispatcher(MessageDispatcherConfigurator configurator)
    {
        Configurator = configurator;
        Throughput = DefaultThroughput;
    }

    public MessageDispatcherConfigurator Configurator { get; }

    public EventStream EventStream => Configurator.Prerequisites.EventStream;

    public Mailboxes Mailboxes => Configurator.Prerequisites.Mailboxes;

    public string Id { get; protected set; } = "";

    /// <summary>How many messages a mailbox handles before others get their turn.</summary>
    public int Throughput { get; set; }

    /// <summary>After how many ticks a mailbox lets others have their turn, whatever the throughput; null when off.</summary>
    public long? ThroughputDeadlineTime { get; protected set; }

    public TimeSpan ShutdownTimeout { get; protected set; }

    /// <summary>How many actors live here.</summary>
    protected long Inhabitants => Volatile.Read(ref _inhabitants);

    public void Schedule(IRunnable run) => ExecuteTask(run);

    public void Schedule(Action run) => ExecuteTask(new ActionRunnable(run));

    /// <summary>An actor moves in, and gets to its first messages.</summary>
    public virtual void Attach(ActorCell cell)
    {
        Interlocked.Increment(ref _inhabitants);
        RegisterForExecution(cell.Mailbox!, false, true);
    }

    /// <summary>An actor has stopped: its mailbox is closed, and what is left in it becomes dead letters.</summary>
    public virtual void Detach(ActorCell cell)
    {
        var mailbox = cell.SwapMailbox(Mailboxes.DeadLetterMailbox);
        if (mailbox is not null)
        {
            mailbox.BecomeClosed();
            mailbox.CleanUp();
        }
        if (Interlocked.Decrement(ref _inhabitants) == 0)
            Shutdown();
    }

    public virtual void Dispatch(ActorCell cell, Envelope envelope)
    {
        var mailbox = cell.Mailbox;
        if (mailbox is null)
            return;
        mailbox.MessageQueue.Enqueue(cell.Self, envelope);
        // The queue's write must be seen before the state is read, or a run that ends now would miss the message.
        Interlocked.MemoryBarrier();
        if (!RegisterForExecution(mailbox, true, false) && mailbox.IsClosed)
            mailbox.CleanUp();
    }

    internal void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        var mailbox = cell.Mailbox;
        if (mailbox is null)
            return;
        mailbox.SystemEnqueue(cell.Self, message);
        RegisterForExecution(mailbox, false, true);
    }

    internal bool RegisterForExecution(Mailbox mailbox, bool hasMessageHint, bool hasSystemMessageHint)
    {
        if (!mailbox.CanBeScheduled(hasMessageHint, hasSystemMessageHint) || !mailbox.SetAsScheduled())
            return false;
        Execute(mailbox, again: false);
        return true;
    }

    /// <summary>A mailbox has had its turn; it gets another if it has more to do.</summary>
    internal void Reschedule(Mailbox mailbox)
    {
        if (mailbox.CanBeScheduled(false, false) && mailbox.SetAsScheduled())
            Execute(mailbox, again: true);
    }

    internal void Suspend(ActorCell cell) => cell.Mailbox!.Suspend();

    internal void Resume(ActorCell cell)
    {
        var mailbox = cell.Mailbox!;
        if (mailbox.Resume())
            RegisterForExecution(mailbox, false, false);
    }

    /// <summary>Runs a mailbox that has just had its turn; others should come first.</summary>
    internal virtual void ExecuteAgain(Mailbox mailbox) => ExecuteTask(mailbox);

    /// <summary>Runs some work, on whatever thread.</summary>
    protected abstract void ExecuteTask(IRunnable run);

    /// <summary>Nobody lives here any more; somebody may move in later.</summary>
    protected abstract void Shutdown();

    protected void ReportFailure(Exception ex) =>
        EventStream.Publish(new Error(ex, GetType().FullName!, GetType(), ex.Message));

    private void Execute(Mailbox mailbox, bool again)
    {
        try
        {
            if (again)
                ExecuteAgain(mailbox);
            else
                ExecuteTask(mailbox);
        }
        catch (Exception e)
        {
            mailbox.SetAsIdle();
            ReportFailure(e);
            throw;
        }
    }
}
