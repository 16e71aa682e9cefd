using System.Text.RegularExpressions;

namespace Herd.Node.Logging;

/// <summary>Passes one line a minute for each cause. Lines that differ only in numbers have the same cause.</summary>
internal sealed partial class LineLimit(TimeProvider clock)
{
    /// <summary>Bounds memory and lines per minute: further causes are dropped while these are recent.</summary>
    private const int MaxCauses = 256;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Told> _causes = [];

    /// <param name="leftOut">How many lines of the cause were dropped since the last one.</param>
    public bool LetsThrough(string line, out int leftOut)
    {
        var cause = Number().Replace(line, "0");
        var now = clock.GetTimestamp();
        leftOut = 0;
        lock (_lock)
        {
            if (_causes.TryGetValue(cause, out var told) && IsRecent(told, now))
            {
                _causes[cause] = told with { LeftOut = told.LeftOut + 1 };
                return false;
            }

            if (_causes.Count >= MaxCauses && told == default)
                Forget(now);
            if (_causes.Count >= MaxCauses && told == default)
                return false;
            _causes[cause] = new Told(now, 0);
            leftOut = told.LeftOut;
            return true;
        }
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    private bool IsRecent(Told told, long now) => clock.GetElapsedTime(told.At, now) < Interval;

    private void Forget(long now)
    {
        foreach (var (cause, told) in _causes)
        {
            if (!IsRecent(told, now))
                _causes.Remove(cause);
        }
    }

    private readonly record struct Told(long At, int LeftOut);
}
