using System.Globalization;
using Herd.Node.Survey;

namespace Herd.Node.Commands;

/// <summary><c>herd status</c>: asks all nodes what they know, and says whether they agree.</summary>
internal static class StatusCommand
{
    /// <returns><see cref="ExitCode.Ok"/> if all nodes answer and agree, or when a signal ends the watching.</returns>
    public static async Task<int> RunAsync(HerdSurvey survey, StatusFormat format)
    {
        if (format.Watch is { } interval)
            return await WatchAsync(survey, interval, format.Json).ConfigureAwait(false);
        var overview = await survey.AskAsync(CancellationToken.None).ConfigureAwait(false);
        var text = format.Json ? OverviewJson.Render(overview, TimeProvider.System.GetUtcNow()) + "\n" : Text(overview);
        await using (var output = new Output())
            await output.WriteAsync(text).ConfigureAwait(false);
        return Verdict.Of(overview).Agrees ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task<int> WatchAsync(HerdSurvey survey, TimeSpan interval, bool isJson)
    {
        using var signals = new StopSignals();
        await using var output = new Output();
        await using var screen = !isJson && Terminal.IsThere ? new Screen(output) : null;
        using var timer = new PeriodicTimer(interval);
        try
        {
            do
            {
                var overview = await survey.AskAsync(signals.Stop).ConfigureAwait(false);
                var now = TimeProvider.System.GetUtcNow();
                if (screen is not null)
                    await screen.ShowAsync(overview, now).ConfigureAwait(false);
                else
                    await output.WriteAsync(isJson ? OverviewJson.Render(overview, now) + "\n" : $"{Time(now)}\n{Text(overview)}\n").ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(signals.Stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            // The usual end.
        }
        catch (IOException)
        {
            // So is a reader that has seen enough.
        }

        return ExitCode.Ok;
    }

    /// <summary>All nodes and the verdict, at least as wide as usual names need.</summary>
    internal static string Text(HerdOverview overview)
    {
        var palette = Terminal.Palette;
        var verdict = Verdict.Of(overview);
        var width = Math.Max(Terminal.IsThere ? Terminal.Size.Columns : 0, OverviewTable.DefaultWidth);
        var lines = OverviewTable.Lines(overview, width, palette);
        return string.Concat(lines.Append("").Append(verdict.Agrees ? palette.Good(verdict.Summary) : palette.Bad(verdict.Summary)).Select(line => line + "\n"));
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
