using System.Diagnostics;

namespace Herd.Tests;

/// <summary>How long tests with random input run: a moment, or HERD_FUZZ_SECONDS.</summary>
internal static class Fuzz
{
    private static readonly int Seconds = Switch.Number("HERD_FUZZ_SECONDS", 0);

    /// <summary>Fixed by default; random if HERD_FUZZ_SECONDS is set.</summary>
    public static int Seed => Seconds > 0 ? Environment.TickCount : 1;

    public static End Deadline() => new(Stopwatch.StartNew());

    internal readonly record struct End(Stopwatch Watch)
    {
        public bool IsOver => Watch.Elapsed.TotalSeconds >= Seconds;
    }
}
