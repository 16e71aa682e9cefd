using System.Diagnostics;
using System.Text;

namespace Herd.Tests;

/// <summary>How long tests with random input run: a moment, or HERD_FUZZ_SECONDS.</summary>
internal static class Fuzz
{
    private static readonly int Seconds = Switch.Number("HERD_FUZZ_SECONDS", 0);

    /// <summary>Fixed by default; random if HERD_FUZZ_SECONDS is set.</summary>
    public static int Seed => Seconds > 0 ? Environment.TickCount : 1;

    /// <summary>With one to five changes: a piece put in somewhere, or up to 19 characters taken out.</summary>
    public static string Changed(string text, string[] pieces, Random random)
    {
        var changed = new StringBuilder(text);
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            var at = random.Next(changed.Length + 1);
            if (random.Next(2) == 0)
                changed.Insert(at, pieces[random.Next(pieces.Length)]);
            else
                changed.Remove(at, Math.Min(random.Next(1, 20), changed.Length - at));
        }

        return changed.ToString();
    }

    public static End Deadline() => new(Stopwatch.StartNew());

    internal readonly record struct End(Stopwatch Watch)
    {
        public bool IsOver => Watch.Elapsed.TotalSeconds >= Seconds;
    }
}
