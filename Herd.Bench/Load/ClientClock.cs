using System.Globalization;

namespace Herd.Bench.Load;

/// <summary>The clients' clock: now, and later each time that it is asked, so that every report is newer than the last.</summary>
internal sealed class ClientClock
{
    /// <summary>Ten digits of POSIX seconds, a point, nine of nanoseconds.</summary>
    public const int TextLength = 20;

    private const int NanosecondsPerTick = 100;

    private readonly byte[] _text = new byte[TextLength];
    private long _ticks;

    /// <summary>The text of the next time; valid until the clock is asked again.</summary>
    public ReadOnlySpan<byte> Next()
    {
        _ticks = Math.Max(_ticks + 1, (DateTime.UtcNow - DateTime.UnixEpoch).Ticks);
        var (seconds, ticks) = Math.DivRem(_ticks, TimeSpan.TicksPerSecond);
        seconds.TryFormat(_text, out _, "D10", CultureInfo.InvariantCulture);
        _text[10] = (byte)'.';
        (ticks * NanosecondsPerTick).TryFormat(_text.AsSpan(11), out _, "D9", CultureInfo.InvariantCulture);
        return _text;
    }
}
