using Akka.Actor;

namespace Herd.Actors.Locations;

/// <summary>Reports that are answered when everything up to a change of the registry is saved.</summary>
internal sealed class HeldAnswers
{
    /// <summary>Too few for it to matter that some of their reporters have gone.</summary>
    private const int FewEnough = 1024;

    /// <summary>So many calls of <see cref="GiveUp"/> an answer is held for at most, and one more.</summary>
    public const int MaxIntervals = 5;

    private readonly Queue<long> _numbers = [];
    private readonly Dictionary<IActorRef, int> _unanswered = [];
    private Queue<Held> _held = [];
    private long _number;
    private int _gone;

    /// <summary>Answers that are held, some of them for reporters that have gone.</summary>
    public int Count => _held.Count;

    /// <param name="reporter">Whom to tell.</param>
    /// <param name="change">Not lower than any before.</param>
    public void Hold(IActorRef reporter, long change)
    {
        _held.Enqueue(new Held(reporter, change, ++_number));
        _unanswered[reporter] = _unanswered.GetValueOrDefault(reporter) + 1;
    }

    /// <summary>Answers everything up to a change.</summary>
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

    /// <summary>
    /// Tells <see cref="NotSaved"/> to the reporters of what was held when this was called <see cref="MaxIntervals"/> times
    /// before.
    /// </summary>
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

    /// <summary>
    /// Nobody waits there any more. While the disk is full, clients may come and go for hours; what is held must not grow
    /// with that.
    /// </summary>
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
