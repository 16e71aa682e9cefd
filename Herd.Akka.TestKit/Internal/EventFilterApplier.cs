using Akka.Actor;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit.Internal;

/// <summary>Counts the events that filters pick.</summary>
internal sealed class EventFilterApplier : IEventFilterApplier
{
    private readonly TestKitBase _testkit;
    private readonly ActorSystem _system;
    private readonly EventFilterBase[] _filters;

    public EventFilterApplier(TestKitBase testkit, ActorSystem system, EventFilterBase[] filters)
    {
        _testkit = testkit;
        _system = system;
        _filters = filters;
    }

    public EventFilterFactory And => new(_testkit, _system, _filters);

    public void ExpectOne(Action action, CancellationToken cancellationToken = default) =>
        Intercept(Returning(action), null, 1, cancellationToken);

    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        InterceptAsync(Returning(actionAsync), null, 1, cancellationToken);

    public void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Intercept(Returning(action), timeout, 1, cancellationToken);

    public Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        InterceptAsync(Returning(action), timeout, 1, cancellationToken);

    public T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default) =>
        Intercept(func, null, 1, cancellationToken);

    public Task<T> ExpectOneAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        InterceptAsync(func, null, 1, cancellationToken);

    public T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Intercept(func, timeout, 1, cancellationToken);

    public Task<T> ExpectOneAsync<T>(TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        InterceptAsync(func, timeout, 1, cancellationToken);

    public void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default) =>
        Intercept(Returning(action), null, expectedCount, cancellationToken);

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        InterceptAsync(Returning(actionAsync), null, expectedCount, cancellationToken);

    public void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Intercept(Returning(action), timeout, expectedCount, cancellationToken);

    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        InterceptAsync(Returning(action), timeout, expectedCount, cancellationToken);

    public T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default) =>
        Intercept(func, null, expectedCount, cancellationToken);

    public Task<T> ExpectAsync<T>(int expectedCount, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        InterceptAsync(func, null, expectedCount, cancellationToken);

    public T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Intercept(func, timeout, expectedCount, cancellationToken);

    public Task<T> ExpectAsync<T>(int expectedCount, TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        InterceptAsync(func, timeout, expectedCount, cancellationToken);

    public void Mute(Action action, CancellationToken cancellationToken = default) => Mute(Returning(action), cancellationToken);

    public Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default) => MuteAsync(Returning(action), cancellationToken);

    public T Mute<T>(Func<T> func, CancellationToken cancellationToken = default)
    {
        using (Mute())
            return func();
    }

    public async Task<T> MuteAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default)
    {
        using (Mute())
            return await func();
    }

    public IUnmutableFilter Mute()
    {
        _system.EventStream.Publish(new Mute(_filters));
        return new UnmutableFilter(_filters, _system);
    }

    private static Func<object?> Returning(Action action) => () =>
    {
        action();
        return null;
    };

    private static Func<Task<object?>> Returning(Func<Task> action) => async () =>
    {
        await action();
        return null;
    };

    private T Intercept<T>(Func<T> func, TimeSpan? timeout, int expected, CancellationToken cancellationToken)
    {
        using var counter = new EventCounter(_filters);
        using var muted = Mute();
        var result = func();
        var time = TimeToWait(timeout, expected);
        _testkit.AwaitConditionNoThrow(() => counter.IsDecided(expected), time, PollInterval, cancellationToken);
        _testkit.AssertCount(expected, counter.Count, time, _filters);
        return result;
    }

    private async Task<T> InterceptAsync<T>(Func<Task<T>> func, TimeSpan? timeout, int expected, CancellationToken cancellationToken)
    {
        using var counter = new EventCounter(_filters);
        using var muted = Mute();
        var result = await func();
        var time = TimeToWait(timeout, expected);
        await _testkit.AwaitConditionNoThrowAsync(() => Task.FromResult(counter.IsDecided(expected)), time, PollInterval, cancellationToken);
        _testkit.AssertCount(expected, counter.Count, time, _filters);
        return result;
    }

    private static TimeSpan PollInterval { get; } = TimeSpan.FromMilliseconds(10);

    private TimeSpan TimeToWait(TimeSpan? timeout, int expected)
    {
        if (timeout is { } time)
            return _testkit.Dilated(time);
        var leeway = TestKitExtension.For(_system).TestEventFilterLeeway;
        if (!_testkit.IsInsideWithin)
            return _testkit.Dilated(leeway);
        // Waiting for nothing until the very end of a Within would always be too long for it.
        var left = _testkit.Remaining - (expected == 0 ? TimeSpan.FromMilliseconds(200) : TimeSpan.Zero);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }
}
