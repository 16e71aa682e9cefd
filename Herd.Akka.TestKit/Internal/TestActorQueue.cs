using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Akka.TestKit.Internal;

/// <summary>The messages that a test actor got and the test hasn't taken. Waiting for one needs no thread but the waiter's own.</summary>
internal sealed class TestActorQueue
{
    private readonly Queue<MessageEnvelope> _messages = new();
    private TaskCompletionSource? _arrival;

    public int Count
    {
        get
        {
            lock (_messages)
                return _messages.Count;
        }
    }

    public void Enqueue(MessageEnvelope message)
    {
        TaskCompletionSource? arrival;
        lock (_messages)
        {
            _messages.Enqueue(message);
            arrival = _arrival;
            _arrival = null;
            Monitor.PulseAll(_messages);
        }
        arrival?.TrySetResult();
    }

    public bool TryTake([NotNullWhen(true)] out MessageEnvelope? message)
    {
        lock (_messages)
            return _messages.TryDequeue(out message);
    }

    public bool TryPeek([NotNullWhen(true)] out MessageEnvelope? message)
    {
        lock (_messages)
            return _messages.TryPeek(out message);
    }

    /// <summary>Waits until there is a message; true when there is.</summary>
    /// <param name="max">For ever when infinite; not at all when not above zero.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public bool Wait(TimeSpan max, CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        using var wake = cancellation.Register(Wake);
        lock (_messages)
        {
            while (_messages.Count == 0)
            {
                var left = max.IsInfinite() ? Timeout.InfiniteTimeSpan : max - Stopwatch.GetElapsedTime(since);
                if (cancellation.IsCancellationRequested || (!max.IsInfinite() && left <= TimeSpan.Zero))
                    return false;
                Monitor.Wait(_messages, left);
            }
            return true;
        }
    }

    /// <inheritdoc cref="Wait"/>
    public async ValueTask<bool> WaitAsync(TimeSpan max, CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            Task arrival;
            lock (_messages)
            {
                if (_messages.Count > 0)
                    return true;
                arrival = (_arrival ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            var left = max.IsInfinite() ? Timeout.InfiniteTimeSpan : max - Stopwatch.GetElapsedTime(since);
            if (cancellation.IsCancellationRequested || (!max.IsInfinite() && left <= TimeSpan.Zero))
                return false;
            // A message that comes at the last moment counts: the loop looks again.
            await arrival.WaitAsync(left, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Wake()
    {
        lock (_messages)
            Monitor.PulseAll(_messages);
    }
}
