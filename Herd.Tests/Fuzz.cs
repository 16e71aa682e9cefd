using System.Diagnostics;

namespace Herd.Tests;

/// <summary>How long tests with random input go on: a moment, or as many seconds as <c>HERD_FUZZ_SECONDS</c> says.</summary>
internal static class Fuzz
{
    private static readonly int Seconds = Switch.Number("HERD_FUZZ_SECONDS", 0);

    /// <summary>The same at every run, unless it goes on for longer.</summary>
    public static int Seed => Seconds > 0 ? Environment.TickCount : 1;

    public static End Deadline() => new(Stopwatch.StartNew());

    internal readonly record struct End(Stopwatch Watch)
    {
        public bool IsOver => Watch.Elapsed.TotalSeconds >= Seconds;
    }
}
