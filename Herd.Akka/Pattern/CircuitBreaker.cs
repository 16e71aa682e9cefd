using System.Diagnostics;
using Akka.Actor;

namespace Akka.Pattern;

/// <summary>
/// Stops calling what keeps failing. Closed, calls go through, and <see cref="MaxFailures"/> failures in a row (an
/// exception, or no answer within <see cref="CallTimeout"/>) open it. Open, calls fail at once with
/// <see cref="OpenCircuitException"/>. After the reset timeout it is half-open: one call goes through, and its success
/// closes the circuit, its failure opens it anew. Safe to use from many threads.
/// </summary>
public class CircuitBreaker
{
    private readonly Lock _gate = new();
    private readonly List<Action> _onOpen = [];
    private readonly List<Action> _onHalfOpen = [];
    private readonly List<Action> _onClose = [];
    private State _state = State.Closed;
    private int _failures;
    private bool _trialUnderWay;
    private long _openedAt;
    private TimeSpan _currentResetTimeout;

    public CircuitBreaker(IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout)
        : this(scheduler, maxFailures, callTimeout, resetTimeout, TimeSpan.FromDays(36500), 1.0)
    {
    }

    public CircuitBreaker(IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout, TimeSpan maxResetTimeout, double exponentialBackoffFactor)
        : this(scheduler, maxFailures, callTimeout, resetTimeout, maxResetTimeout, exponentialBackoffFactor, 0.0)
    {
    }

    /// <param name="scheduler">Times the way from open to half-open.</param>
    /// <param name="maxFailures">Failures in a row that open the circuit.</param>
    /// <param name="callTimeout">A call that takes longer has failed.</param>
    /// <param name="resetTimeout">From open to half-open, the first time.</param>
    /// <param name="maxResetTimeout">The reset timeout grows no further than this.</param>
    /// <param name="exponentialBackoffFactor">What the reset timeout is multiplied with whenever the circuit opens again without having closed; at least 1.</param>
    /// <param name="randomFactor">The largest part by which a grown reset timeout is lengthened at random, 0 to 1.</param>
    /// <exception cref="ArgumentException">A factor is out of its range.</exception>
    public CircuitBreaker(IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout, TimeSpan maxResetTimeout, double exponentialBackoffFactor, double randomFactor)
    {
        if (exponentialBackoffFactor < 1.0)
            throw new ArgumentException("factor must be >= 1.0", nameof(exponentialBackoffFactor));
        if (randomFactor is < 0.0 or > 1.0)
            throw new ArgumentException("randomFactor must be between 0.0 and 1.0", nameof(randomFactor));

        Scheduler = scheduler;
        MaxFailures = maxFailures;
        CallTimeout = callTimeout;
        ResetTimeout = _currentResetTimeout = resetTimeout;
        MaxResetTimeout = maxResetTimeout;
        ExponentialBackoffFactor = exponentialBackoffFactor;
        RandomFactor = randomFactor;
    }

    private enum State
    {
        Closed,
        Open,
        HalfOpen,
    }

    public IScheduler Scheduler { get; }

    public int MaxFailures { get; }

    public TimeSpan CallTimeout { get; }

    public TimeSpan ResetTimeout { get; }

    public TimeSpan MaxResetTimeout { get; }

    public double ExponentialBackoffFactor { get; }

    public double RandomFactor { get; }

    /// <summary>Failures in a row since the circuit last closed or a call last succeeded.</summary>
    public long CurrentFailureCount => Volatile.Read(ref _failures);

    /// <summary>The newest failure, or null after a success.</summary>
    public Exception? LastCaughtException { get; private set; }

    public bool IsClosed => _state == State.Closed;

    public bool IsOpen => _state == State.Open;

    public bool IsHalfOpen => _state == State.HalfOpen;

    public static CircuitBreaker Create(IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout) =>
        new(scheduler, maxFailures, callTimeout, resetTimeout);

    /// <summary>A breaker like this one, without its callbacks, whose reset timeout doubles up to <paramref name="maxResetTimeout"/>.</summary>
    public CircuitBreaker WithExponentialBackoff(TimeSpan maxResetTimeout) =>
        new(Scheduler, MaxFailures, CallTimeout, ResetTimeout, maxResetTimeout, 2.0, RandomFactor);

    /// <summary>A breaker like this one, without its callbacks, whose grown reset timeouts are lengthened at random.</summary>
    public CircuitBreaker WithRandomFactor(double randomFactor) =>
        new(Scheduler, MaxFailures, CallTimeout, ResetTimeout, MaxResetTimeout, ExponentialBackoffFactor, randomFactor);

    /// <summary>Runs <paramref name="callback"/> on the thread pool whenever the circuit opens.</summary>
    public CircuitBreaker OnOpen(Action callback) => Listen(_onOpen, callback);

    /// <summary>Runs <paramref name="callback"/> on the thread pool whenever the circuit becomes half-open.</summary>
    public CircuitBreaker OnHalfOpen(Action callback) => Listen(_onHalfOpen, callback);

    /// <summary>Runs <paramref name="callback"/> on the thread pool whenever the circuit closes.</summary>
    public CircuitBreaker OnClose(Action callback) => Listen(_onClose, callback);

    /// <summary>Makes the call, or refuses it.</summary>
    /// <param name="body">The call; its token is cancelled when it is given up.</param>
    /// <returns>The call's own outcome; or faulted with <see cref="OpenCircuitException"/> when the call was refused, or with <see cref="TimeoutException"/> when it took too long.</returns>
    public async Task<T> WithCircuitBreaker<T>(Func<CancellationToken, Task<T>> body)
    {
        var admittedIn = Admit();
        using var given = new CancellationTokenSource();
        try
        {
            var result = await body(given.Token).WaitAsync(CallTimeout).ConfigureAwait(false);
            CallSucceeded(admittedIn);
            return result;
        }
        catch (Exception e)
        {
            CallFailed(admittedIn, e);
            await given.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc cref="WithCircuitBreaker{T}(Func{CancellationToken, Task{T}})"/>
    public Task<T> WithCircuitBreaker<T, TState>(TState state, Func<TState, CancellationToken, Task<T>> body) =>
        WithCircuitBreaker(token => body(state, token));

    /// <inheritdoc cref="WithCircuitBreaker{T}(Func{CancellationToken, Task{T}})"/>
    public Task WithCircuitBreaker(Func<CancellationToken, Task> body) =>
        WithCircuitBreaker(async token =>
        {
            await body(token).ConfigureAwait(false);
            return Done.Instance;
        });

    /// <inheritdoc cref="WithCircuitBreaker{T}(Func{CancellationToken, Task{T}})"/>
    public Task WithCircuitBreaker<TState>(TState state, Func<TState, CancellationToken, Task> body) =>
        WithCircuitBreaker(token => body(state, token));

    /// <summary>Makes the call on the thread pool and blocks until it is over. Not for actors.</summary>
    /// <exception cref="AggregateException">The call failed or was refused.</exception>
    public void WithSyncCircuitBreaker(Action body) => WithSyncCircuitBreaker(() =>
    {
        body();
        return Done.Instance;
    });

    /// <inheritdoc cref="WithSyncCircuitBreaker(Action)"/>
    /// <returns>The call's result, or the default value when the call took too long.</returns>
    public T WithSyncCircuitBreaker<T>(Func<T> body)
    {
        Task<T>? running = null;
        var call = WithCircuitBreaker(_ => running = Task.Run(body));
        Task.WaitAny(call);
        return running is { IsCompleted: false } ? default! : call.Result;
    }

    /// <summary>Counts a success that the caller found out by itself.</summary>
    public void Succeed() => CallSucceeded(_state);

    /// <summary>Counts a failure that the caller found out by itself.</summary>
    public void Fail() => CallFailed(_state, new UserCalledFailException());

    private State Admit()
    {
        lock (_gate)
        {
            if (_state == State.Open)
            {
                var remaining = _currentResetTimeout - Stopwatch.GetElapsedTime(_openedAt);
                throw new OpenCircuitException(LastCaughtException, remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero);
            }

            if (_state == State.HalfOpen)
            {
                if (_trialUnderWay)
                    throw new OpenCircuitException("Circuit breaker is half open and has let its one call through; this call is failing fast.", LastCaughtException);
                _trialUnderWay = true;
            }

            return _state;
        }
    }

    // An outcome counts for the state that its call was admitted in: a late one must not close or open the circuit.
    private void CallSucceeded(State admittedIn)
    {
        lock (_gate)
        {
            if (_state != admittedIn || _state == State.Open)
                return;
            LastCaughtException = null;
            _failures = 0;
            if (_state == State.HalfOpen)
            {
                _currentResetTimeout = ResetTimeout;
                Enter(State.Closed, _onClose);
            }
        }
    }

    private void CallFailed(State admittedIn, Exception cause)
    {
        lock (_gate)
        {
            if (_state != admittedIn || _state == State.Open)
                return;
            LastCaughtException = cause;
            if (_state == State.HalfOpen || ++_failures == MaxFailures)
                Open();
        }
    }

    private void Open()
    {
        var timeout = _currentResetTimeout;
        _openedAt = Stopwatch.GetTimestamp();
        Enter(State.Open, _onOpen);
        Scheduler.Advanced.ScheduleOnce(timeout, AttemptReset);

        var grown = timeout * ExponentialBackoffFactor * (1.0 + Random.Shared.NextDouble() * RandomFactor);
        if (grown < MaxResetTimeout)
            _currentResetTimeout = grown;
    }

    private void AttemptReset()
    {
        lock (_gate)
        {
            if (_state != State.Open)
                return;
            _trialUnderWay = false;
            Enter(State.HalfOpen, _onHalfOpen);
        }
    }

    private void Enter(State state, List<Action> callbacks)
    {
        _state = state;
        if (callbacks.Count > 0)
            Task.Run(() => callbacks.ForEach(callback => callback()));
    }

    private CircuitBreaker Listen(List<Action> callbacks, Action callback)
    {
        lock (_gate)
            callbacks.Add(callback);
        return this;
    }
}
