using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Akka.Dispatch;

/// <summary>
/// What a thread of the pool does from one work item on: a mailbox, and then those that were told something on the way,
/// one after the other on the same thread. To wake another thread for each costs more than most messages do. So that
/// no processor stays idle meanwhile, nothing is taken in any more once a turn has lasted <see cref="MaxDuration"/>, and
/// what still waits then goes to the pool.
/// </summary>
internal sealed class Turn
{
    /// <summary>What waits in a turn, at most.</summary>
    private const int MaxWaiting = 8;

    /// <summary>Some times what it takes to wake a thread.</summary>
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMicroseconds(100);

    /// <summary>A turn that waits for something, as an actor never should: what waits in it may be just that.</summary>
    private static readonly TimeSpan RescueInterval = TimeSpan.FromMilliseconds(50);

    private static readonly long MaxTimestamps = (long)(MaxDuration.TotalSeconds * Stopwatch.Frequency);
    private static readonly ConcurrentDictionary<Turn, Thread> All = [];
    private static readonly Timer Rescuer = new(static _ => RescueAll(), null, RescueInterval, RescueInterval);

    [ThreadStatic]
    private static Turn? _ofThisThread;

    private readonly IRunnable?[] _waiting = new IRunnable?[MaxWaiting];
    private uint _first;
    private uint _end;
    private long _deadline;
    private long _number;
    private long _rescued;
    private bool _isOpen;

    /// <summary>Begins a turn of this thread.</summary>
    public static void Begin(IRunnable run)
    {
        var turn = _ofThisThread ??= Register();
        if (turn._isOpen)
            run.Run();
        else
            turn.Run(run);
    }

    /// <summary>Lets the present turn of this thread run it next.</summary>
    /// <returns>False: there is none that would.</returns>
    public static bool TryAdd(IRunnable run) => _ofThisThread is { _isOpen: true } turn && turn.TryAddLast(run);

    private static Turn Register()
    {
        var turn = new Turn();
        All[turn] = Thread.CurrentThread;
        GC.KeepAlive(Rescuer);
        return turn;
    }

    private static void RescueAll()
    {
        foreach (var (turn, thread) in All)
        {
            if (!thread.IsAlive)
                All.TryRemove(turn, out _);
            else
                turn.Rescue();
        }
    }

    private void Run(IRunnable run)
    {
        _deadline = Stopwatch.GetTimestamp() + MaxTimestamps;
        _isOpen = true;
        // As the pool does between its work items: what one leaves in the thread's context is not there for the next.
        var context = ExecutionContext.Capture();
        var synchronization = SynchronizationContext.Current;
        IRunnable? following;
        try
        {
            for (var next = run; ; next = following)
            {
                Volatile.Write(ref _number, _number + 1);
                next.Run();
                if (Stopwatch.GetTimestamp() >= _deadline || !TryTakeFirst(out following))
                    return;
                if (context is not null)
                    ExecutionContext.Restore(context);
                SynchronizationContext.SetSynchronizationContext(synchronization);
            }
        }
        finally
        {
            _isOpen = false;
            while (TryTakeFirst(out var rest))
                ThreadPool.UnsafeQueueUserWorkItem(rest, preferLocal: true);
        }
    }

    private bool TryAddLast(IRunnable run)
    {
        ref var place = ref _waiting[_end % MaxWaiting];
        if (_end - _first == MaxWaiting || Stopwatch.GetTimestamp() >= _deadline)
            return false;
        Volatile.Write(ref place, run);
        _end++;
        return true;
    }

    private bool TryTakeFirst([NotNullWhen(true)] out IRunnable? run)
    {
        run = null;
        while (run is null && _first != _end)
            run = Interlocked.Exchange(ref _waiting[_first++ % MaxWaiting], null);
        return run is not null;
    }

    /// <summary>Called by another thread: if the same mailbox runs as the last time, what waits for it goes to the pool.</summary>
    private void Rescue()
    {
        var number = Volatile.Read(ref _number);
        if (number != _rescued)
        {
            _rescued = number;
            return;
        }

        for (var place = 0; place < MaxWaiting; place++)
        {
            if (Interlocked.Exchange(ref _waiting[place], null) is { } run)
                ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: false);
        }
    }
}
