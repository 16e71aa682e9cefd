using System.Globalization;
using Herd.Node.Survey;

namespace Herd.Node.Commands;

/// <summary>
/// Shows a herd on a terminal, over and over in the same place: on its other screen, so that what stood there before comes
/// back, and below it the last that was shown.
/// </summary>
internal sealed class Screen(Output output) : IAsyncDisposable
{
    /// <summary>The other screen, without a cursor; longer lines are cut, not continued.</summary>
    private const string Enter = "\e[?1049h\e[?25l\e[?7l";

    private const string Leave = "\e[?7h\e[?25h\e[?1049l";

    private HerdOverview? _last;

    public async Task ShowAsync(HerdOverview overview, DateTimeOffset time)
    {
        var (columns, rows) = Terminal.Size;
        var lines = Lines(overview, time, columns, rows, Terminal.Palette);
        // One write, and each line is overwritten before its rest is cleared: nothing is seen to vanish and come back.
        var frame = (_last is null ? Enter : "") + Frame(lines);
        _last = overview;
        await output.WriteAsync(frame).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_last is null)
            return;
        try
        {
            await output.WriteAsync(Leave + StatusCommand.Text(_last)).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The terminal is gone.
        }
    }

    /// <summary>From the upper left corner on, and nothing behind it.</summary>
    internal static string Frame(IReadOnlyList<string> lines) => $"\e[H{string.Join("\e[K\r\n", lines)}\e[K\e[J";

    /// <summary>What fits into a window: heading, nodes, verdict.</summary>
    internal static IReadOnlyList<string> Lines(HerdOverview overview, DateTimeOffset time, int columns, int rows, Palette palette)
    {
        var verdict = Verdict.Of(overview);
        var table = OverviewTable.Lines(overview, columns, palette);
        var summary = Wrap(verdict.Summary, columns).Select(line => verdict.Agrees ? palette.Good(line) : palette.Bad(line)).ToList();
        var heading = string.Create(CultureInfo.InvariantCulture, $"{overview.Herd ?? "no herd"} at {time:HH:mm:ss} UTC. Ctrl-C ends.");
        // The heading, and an empty line before and behind the table.
        var room = Math.Max(rows - summary.Count - 3, 1);
        if (table.Count > room)
            table = [.. table.Take(room - 1), string.Create(CultureInfo.InvariantCulture, $"… and {table.Count - room + 1} more: make the window higher")];
        return [.. new[] { heading, "" }.Concat(table).Append("").Concat(summary).Take(rows)];
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length > 0 ? $"{line} {word}" : word;
        }

        yield return line;
    }
}
