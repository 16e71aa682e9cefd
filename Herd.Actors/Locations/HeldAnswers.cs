using Akka.Actor;

namespace Herd.Actors.Locations;

/// <summary>Answers to reports, held until the registry is saved up to their change. <see cref="Saving"/> decides which.</summary>
internal sealed class HeldAnswers
{
    /// <summary>With fewer, answers to reporters that have gone may stay.</summary>
    private const int FewEnough = 1024;

    /// <summary>An answer is held for so many intervals of <see cref="GiveUp"/> and one more at most.</summary>
    public const int MaxIntervals = 5;

    private readonly Queue<long> _numbers = [];
    private readonly Dictionary<IActorRef, int> _unanswered = [];
    private Queue<Held> _held = [];
    private long _number;
    private int _gone;

    /// <summary>Including answers to some reporters that have gone.</summary>
    public int Count => _held.Count;

    /// <param name="change">Not lower than any before.</param>
    public void Hold(IActorRef reporter, long change)
    {
        _held.Enqueue(new Held(reporter, change, ++_number));
        _unanswered[reporter] = _unanswered.GetValueOrDefault(reporter) + 1;
    }

    public void Release(long change)
    {
        while (_held.TryPeek(out var next) && next.Change <= change)
        {
            var reporter = _held.Dequeue().Reporter;
            if (!_unanswered.TryGetValue(reporter, out var reports))
            {
                _gone--;
                continue;
            }

            if (reports == 1)
                _unanswered.Remove(reporter);
            else
                _unanswered[reporter] = reports - 1;
            reporter.Tell(Reported.Instance);
        }
    }

    /// <summary>Answers <see cref="NotSaved"/> to what was held <see cref="MaxIntervals"/> calls before.</summary>
    public void GiveUp()
    {
        _numbers.Enqueue(_number);
        if (_numbers.Count <= MaxIntervals)
            return;
        var overdue = _numbers.Dequeue();
        while (_held.TryPeek(out var next) && next.Number <= overdue)
        {
            var reporter = _held.Dequeue().Reporter;
            if (_unanswered.Remove(reporter, out var reports))
            {
                reporter.Tell(NotSaved.Instance);
                _gone += reports;
            }

            _gone--;
        }
    }

    /// <summary>A reporter has gone. Clients may come and go for hours while the disk is full; what is held mustn't grow.</summary>
    public void Forget(IActorRef reporter)
    {
        if (!_unanswered.Remove(reporter, out var reports))
            return;
        _gone += reports;
        if (_held.Count < FewEnough || _gone < _held.Count / 2)
            return;
        _held = new Queue<Held>(_held.Where(held => _unanswered.ContainsKey(held.Reporter)));
        _gone = 0;
    }

    private readonly record struct Held(IActorRef Reporter, long Change, long Number);
}
