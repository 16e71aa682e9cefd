using System.Text.RegularExpressions;

namespace Herd.Node.Logging;

/// <summary>
/// Lets a line through at most once a minute for each cause. Lines that differ in nothing but numbers (ports, counts,
/// durations) have the same cause.
/// </summary>
internal sealed partial class LineLimit(TimeProvider clock)
{
    /// <summary>Others have to wait: whoever thinks of ever new texts gets no more than these.</summary>
    private const int MaxCauses = 256;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Told> _causes = [];

    /// <param name="line">Without its time.</param>
    /// <param name="leftOut">How many of its cause weren't let through since the last one.</param>
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
