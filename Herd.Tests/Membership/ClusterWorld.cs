namespace Herd.Tests.Membership;

internal sealed class ClusterWorld(Random random)
{
    /// <summary>By <see cref="SimulatedSystem.Address"/>.</summary>
    public Dictionary<string, SimulatedSystem> Systems { get; } = [];

    public Dictionary<string, SimulatedMember> Processes { get; } = [];

    private readonly PriorityQueue<Action, (TimeSpan At, long Number)> _events = new();
    private readonly HashSet<(string, string)> _cuts = [];
    private readonly HashSet<(string, string)> _noCalls = [];
    private long _number;

    public Random Random => random;

    public TimeSpan Now { get; private set; }

    /// <summary>Whether a removed member learns of it once it is reachable.</summary>
    public bool TellsRemoved { get; init; }

    public bool StartsFail { get; set; }

    public HashSet<string> Dark { get; } = [];

    public List<Func<string>> Story { get; } = [];

    public void Note(Func<string> what)
    {
        var now = Now;
        Story.Add(() => $"{now.TotalSeconds,7:0.000} {what()}");
    }

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    public TimeSpan Between(int least, int most) => Ms(random.Next(least, most));

    public bool OneIn(int count) => random.Next(count) == 0;

    public T One<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    public void After(TimeSpan delay, Action action) => _events.Enqueue(action, (Now + delay, ++_number));

    public void RunUntil(TimeSpan end)
    {
        while (_events.TryPeek(out _, out var next) && next.At <= end)
        {
            var action = _events.Dequeue();
            Now = next.At;
            action();
        }

        Now = end;
    }

    public void Cut(string from, string to) => _cuts.Add((from, to));

    /// <summary>One direction only: calls from the other host still work.</summary>
    public void ForbidCalls(string from, string to) => _noCalls.Add((from, to));

    public void Heal()
    {
        _cuts.Clear();
        _noCalls.Clear();
    }

    /// <summary>A connection needs both directions.</summary>
    public bool CanTalk(string one, string other) =>
        !_cuts.Contains((one, other)) && !_cuts.Contains((other, one)) && !Dark.Contains(one) && !Dark.Contains(other);

    public bool CanCall(string from, string to) => CanTalk(from, to) && !_noCalls.Contains((from, to));

    public bool CanBothCall(string one, string other) => CanCall(one, other) && CanCall(other, one);
}
