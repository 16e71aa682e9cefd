namespace Akka.Actor;

/// <summary>Calls off what was scheduled with it, now or, by its scheduler's clock, later.</summary>
public class Cancelable : ICancelable, IDisposable
{
    private readonly IActionScheduler _scheduler;
    private readonly CancellationTokenSource _source;

    public Cancelable(IActionScheduler scheduler)
        : this(scheduler, new CancellationTokenSource())
    {
    }

    public Cancelable(IScheduler scheduler)
        : this(scheduler.Advanced)
    {
    }

    public Cancelable(IActionScheduler scheduler, TimeSpan delay)
        : this(scheduler) => CancelAfter(delay);

    public Cancelable(IScheduler scheduler, TimeSpan delay)
        : this(scheduler.Advanced, delay)
    {
    }

    public Cancelable(IScheduler scheduler, int millisecondsDelay)
        : this(scheduler.Advanced, TimeSpan.FromMilliseconds(millisecondsDelay))
    {
    }

    private Cancelable(IActionScheduler scheduler, CancellationTokenSource source)
    {
        _scheduler = scheduler;
        _source = source;
    }

    public bool IsCancellationRequested => _source.IsCancellationRequested;

    public CancellationToken Token => _source.Token;

    public bool IsDisposed { get; private set; }

    /// <summary>Cancelled from the start.</summary>
    public static ICancelable CreateCanceled() => AlreadyCanceledCancelable.Instance;

    /// <summary>Cancelled when one of the others is.</summary>
    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params ICancelable[] cancelables) =>
        CreateLinkedCancelable(scheduler.Advanced, cancelables);

    /// <inheritdoc cref="CreateLinkedCancelable(IScheduler, ICancelable[])"/>
    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params ICancelable[] cancelables) =>
        new Cancelable(scheduler, CancellationTokenSource.CreateLinkedTokenSource([.. cancelables.Select(c => c.Token)]));

    /// <inheritdoc cref="CreateLinkedCancelable(IScheduler, ICancelable[])"/>
    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params CancellationToken[] cancellationTokens) =>
        new Cancelable(scheduler.Advanced, CancellationTokenSource.CreateLinkedTokenSource(cancellationTokens));

    public void Cancel() => Cancel(false);

    public void Cancel(bool throwOnFirstException)
    {
        if (!IsDisposed)
            _source.Cancel(throwOnFirstException);
    }

    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    public void CancelAfter(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        if (!IsCancellationRequested)
            _scheduler.ScheduleOnce(delay, Cancel, this);
    }

    public void CancelAfter(int millisecondsDelay) => CancelAfter(TimeSpan.FromMilliseconds(millisecondsDelay));

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !IsDisposed)
            _source.Dispose();
        IsDisposed = true;
    }
}
