namespace Akka.TestKit;

/// <summary>Is closed until it has been counted down; lets a test wait for things that happen on other threads.</summary>
public class TestLatch
{
    private readonly CountdownEvent _latch;
    private readonly TimeSpan _defaultTimeout;
    private readonly Func<TimeSpan, TimeSpan> _dilate;

    /// <summary>Opens at the first count; waits are of 5 s.</summary>
    public TestLatch()
        : this(1)
    {
    }

    /// <summary>Waits are of 5 s.</summary>
    public TestLatch(int count)
        : this(count, TimeSpan.FromSeconds(5))
    {
    }

    public TestLatch(int count, TimeSpan defaultTimeout)
        : this(time => time, defaultTimeout, count)
    {
    }

    protected TestLatch(Func<TimeSpan, TimeSpan> dilate, TimeSpan defaultTimeout, int count)
    {
        _dilate = dilate;
        _defaultTimeout = defaultTimeout;
        _latch = new CountdownEvent(count);
    }

    internal TestLatch(Func<TimeSpan, TimeSpan> dilate, int count, TimeSpan defaultTimeout)
        : this(dilate, defaultTimeout, count)
    {
    }

    public bool IsOpen => _latch.CurrentCount == 0;

    public void CountDown() => _latch.Signal();

    public void Open()
    {
        while (!IsOpen)
            CountDown();
    }

    /// <summary>Closes it, with the count it had at first.</summary>
    public void Reset() => _latch.Reset();

    /// <summary>Waits until it is open.</summary>
    /// <exception cref="TimeoutException">It doesn't open in time.</exception>
    public void Ready() => Ready(_defaultTimeout);

    /// <inheritdoc cref="Ready()"/>
    /// <param name="timeout">Finite; dilated if the test kit made the latch.</param>
    /// <exception cref="ArgumentException">It is too long a time.</exception>
    public void Ready(TimeSpan timeout)
    {
        if (timeout == TimeSpan.MaxValue)
            throw new ArgumentException($"TestLatch does not support waiting for {timeout}", nameof(timeout));
        var time = _dilate(timeout);
        if (!_latch.Wait(time))
            throw new TimeoutException($"Timeout of {time}");
    }
}
