namespace Akka.TestKit;

/// <summary>Lets its participants go on when all have come.</summary>
public class TestBarrier
{
    private readonly TestKitBase _testKit;
    private readonly int _count;
    private readonly TimeSpan _defaultTimeout;
    private readonly Barrier _barrier;

    public TestBarrier(TestKitBase testKit, int count, TimeSpan? defaultTimeout = null)
    {
        _testKit = testKit;
        _count = count;
        _defaultTimeout = defaultTimeout ?? testKit.TestKitSettings.DefaultTimeout;
        _barrier = new Barrier(count);
    }

    /// <exception cref="TimeoutException">The others don't come in time.</exception>
    public void Await() => Await(_defaultTimeout);

    /// <inheritdoc cref="Await()"/>
    /// <param name="timeout">Dilated.</param>
    public void Await(TimeSpan timeout)
    {
        var time = _testKit.Dilated(timeout);
        if (!_barrier.SignalAndWait(time))
            throw new TimeoutException($"Timeout of {time}");
    }

    public void Reset()
    {
        _barrier.RemoveParticipants(_count);
        _barrier.AddParticipants(_count);
    }
}
