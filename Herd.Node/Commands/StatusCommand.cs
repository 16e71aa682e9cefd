using System.Globalization;
using Herd.Node.Survey;
using Spectre.Console;

namespace Herd.Node.Commands;

/// <summary><c>herd status</c>: asks all nodes what they know, and whether they agree.</summary>
internal static class StatusCommand
{
    /// <param name="watch">The interval between repetitions; null: only once.</param>
    /// <returns><see cref="ExitCode.Ok"/> if all nodes answer and agree, or if a signal ends the repetition.</returns>
    public static async Task<int> RunAsync(HerdSurvey survey, bool isJson, TimeSpan? watch)
    {
        if (watch is { } interval)
            return await WatchAsync(survey, isJson, interval).ConfigureAwait(false);
        var overview = await survey.AskAsync(CancellationToken.None).ConfigureAwait(false);
        if (!isJson && Terminal.HasOutput)
            AnsiConsole.Write(new Rows(OverviewTable.Nodes(overview), new Text(""), OverviewTable.Summary(overview)));
        else
            await using (var output = new Output())
                await output.WriteAsync(isJson ? Json(overview) : OverviewTable.Plain(overview)).ConfigureAwait(false);
        return Verdict.Of(overview).Agrees ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task<int> WatchAsync(HerdSurvey survey, bool isJson, TimeSpan interval)
    {
        using var signals = new StopSignals();
        await using var output = new Output();
        using var timer = new PeriodicTimer(interval);
        try
        {
            if (isJson || !Terminal.HasOutput)
                await RepeatAsync(overview => output.WriteAsync(isJson ? Json(overview) : string.Create(CultureInfo.InvariantCulture, $"{Now:yyyy-MM-dd HH:mm:ss} UTC\n{OverviewTable.Plain(overview)}\n"))).ConfigureAwait(false);
            else
                await AnsiConsole.Live(new Text("")).Cropping(VerticalOverflowCropping.Bottom).StartAsync(live => RepeatAsync(overview =>
                {
                    live.UpdateTarget(Window(overview));
                    return ValueTask.CompletedTask;
                })).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            // The usual end.
        }
        catch (IOException)
        {
            // The reader has enough.
        }

        return ExitCode.Ok;

        async Task RepeatAsync(Func<HerdOverview, ValueTask> show)
        {
            do
                await show(await survey.AskAsync(signals.Stop).ConfigureAwait(false)).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(signals.Stop).ConfigureAwait(false));
        }
    }

    /// <summary>The verdict comes first: the window may have fewer lines than there are nodes.</summary>
    private static Rows Window(HerdOverview overview) => new(
        new Text(string.Create(CultureInfo.InvariantCulture, $"{overview.Herd ?? "no herd"} at {Now:HH:mm:ss} UTC. Ctrl-C ends.")),
        OverviewTable.Summary(overview),
        new Text(""),
        OverviewTable.Nodes(overview));

    private static string Json(HerdOverview overview) => OverviewJson.Render(overview, Now) + "\n";

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}
