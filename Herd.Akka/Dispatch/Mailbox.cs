using System.Diagnostics;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch.MessageQueues;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// An actor's messages and whose turn it is. One word of state holds all that senders and the actor race for: whether
/// it is closed, whether it is scheduled, and how often it is suspended. Only the run that is scheduled takes messages out.
/// </summary>
public class Mailbox : IRunnable
{
    private const int Closed = 1;
    private const int Scheduled = 2;
    private const int SuspendUnit = 4;

    private readonly DeadLetterMailbox? _deadLetters;
    private ActorCell _cell = null!;
    private SystemMessage? _systemMessages;
    private int _state;

    public Mailbox(IMessageQueue messageQueue)
        : this(messageQueue, null)
    {
    }

    internal Mailbox(IMessageQueue messageQueue, DeadLetterMailbox? deadLetters)
    {
        MessageQueue = messageQueue;
        _deadLetters = deadLetters;
    }

    public IMessageQueue MessageQueue { get; }

    public MessageDispatcher Dispatcher => _cell.Dispatcher;

    internal bool IsClosed => (Volatile.Read(ref _state) & Closed) != 0;

    internal bool IsScheduled => (Volatile.Read(ref _state) & Scheduled) != 0;

    internal bool IsSuspended => Volatile.Read(ref _state) >= SuspendUnit;

    internal bool HasSystemMessages => Volatile.Read(ref _systemMessages) is not (null or NoMessage);

    public virtual void SetActor(ActorCell actorCell) => _cell = actorCell;

    /// <summary>What the thread pool calls.</summary>
    public void Execute() => Turn.Begin(this);

    /// <summary>Handles system messages, then as many others as the dispatcher's throughput allows.</summary>
    public void Run()
    {
        var before = InternalCurrentActorCellKeeper.Current;
        InternalCurrentActorCellKeeper.Current = _cell;
        try
        {
            if (!IsClosed)
            {
                ProcessSystemMessages();
                ProcessMessages();
            }
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = before;
            Interlocked.And(ref _state, ~Scheduled);
            Dispatcher.Reschedule(this);
        }
    }

    /// <summary>The actor is gone: what is left becomes dead letters.</summary>
    public virtual void CleanUp()
    {
        if (_deadLetters is null)
            return;
        foreach (var message in InOrder(Interlocked.Exchange(ref _systemMessages, NoMessage.Instance)))
            _deadLetters.SystemEnqueue(_cell.Self, message);
        MessageQueue.CleanUp(_cell.Self, _deadLetters.MessageQueue);
    }

    /// <summary>Puts a system message in; when the mailbox is closed it is a dead letter.</summary>
    internal virtual void SystemEnqueue(IActorRef receiver, SystemMessage message)
    {
        while (true)
        {
            var head = Volatile.Read(ref _systemMessages);
            if (head is NoMessage)
            {
                _deadLetters?.SystemEnqueue(receiver, message);
                return;
            }
            message.Next = head;
            if (Interlocked.CompareExchange(ref _systemMessages, message, head) == head)
                return;
        }
    }

    internal bool CanBeScheduled(bool hasMessageHint, bool hasSystemMessageHint)
    {
        var state = Volatile.Read(ref _state);
        if ((state & (Closed | Scheduled)) != 0)
            return false;
        return hasSystemMessageHint || HasSystemMessages || (state < SuspendUnit && (hasMessageHint || MessageQueue.HasMessages));
    }

    internal bool SetAsScheduled()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if ((state & (Closed | Scheduled)) != 0)
                return false;
            if (Interlocked.CompareExchange(ref _state, state | Scheduled, state) == state)
                return true;
        }
    }

    internal void SetAsIdle() => Interlocked.And(ref _state, ~Scheduled);

    internal void Suspend() => Interlocked.Add(ref _state, SuspendUnit);

    /// <summary>Undoes one <see cref="Suspend"/>; true when none is left.</summary>
    internal bool Resume()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state < SuspendUnit)
                return (state & Closed) == 0;
            if (Interlocked.CompareExchange(ref _state, state - SuspendUnit, state) == state)
                return state - SuspendUnit < SuspendUnit;
        }
    }

    internal void BecomeClosed() => Interlocked.Or(ref _state, Closed);

    private static IEnumerable<SystemMessage> InOrder(SystemMessage? newestFirst)
    {
        for (var message = Reverse(newestFirst); message is not null;)
        {
            var next = message.Next;
            message.Next = null;
            yield return message;
            message = next;
        }
    }

    private static SystemMessage? Reverse(SystemMessage? newestFirst)
    {
        SystemMessage? oldestFirst = null;
        while (newestFirst is not (null or NoMessage))
        {
            var next = newestFirst.Next;
            newestFirst.Next = oldestFirst;
            oldestFirst = newestFirst;
            newestFirst = next;
        }
        return oldestFirst;
    }

    private void ProcessSystemMessages()
    {
        while (HasSystemMessages)
        {
            var drained = TakeSystemMessages();
            while (drained is not null)
            {
                var next = drained.Next;
                drained.Next = null;
                if (IsClosed)
                    _deadLetters?.SystemEnqueue(_cell.Self, drained);
                else
                    _cell.SystemInvoke(drained);
                drained = next;
            }
        }
    }

    private SystemMessage? TakeSystemMessages()
    {
        while (true)
        {
            var head = Volatile.Read(ref _systemMessages);
            if (head is null or NoMessage)
                return null;
            if (Interlocked.CompareExchange(ref _systemMessages, null, head) == head)
                return Reverse(head);
        }
    }

    private void ProcessMessages()
    {
        var left = Math.Max(Dispatcher.Throughput, 1);
        var deadline = Dispatcher.ThroughputDeadlineTime is { } ticks and > 0
            ? Stopwatch.GetTimestamp() + (long)(ticks * (Stopwatch.Frequency / (double)TimeSpan.TicksPerSecond))
            : long.MaxValue;
        while ((Volatile.Read(ref _state) & ~Scheduled) == 0 && MessageQueue.TryDequeue(out var envelope))
        {
            _cell.Invoke(envelope);
            if (Volatile.Read(ref _systemMessages) is not null)
                ProcessSystemMessages();
            if (--left <= 0 || (deadline != long.MaxValue && Stopwatch.GetTimestamp() >= deadline))
                return;
        }
    }
}
