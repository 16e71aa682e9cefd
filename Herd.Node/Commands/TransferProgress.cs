using Spectre.Console;

namespace Herd.Node.Commands;

/// <summary>Shows a transfer's progress on standard error if that is a terminal, after the first second.</summary>
/// <param name="total">Approximate; null: unknown.</param>
internal sealed class TransferProgress(string what, string unit, long? total)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private long _done;

    public bool HasBegun => Interlocked.Read(ref _done) > 0;

    public void Add(long count) => Interlocked.Add(ref _done, count);

    public async Task<T> ShowAsync<T>(Task<T> transfer)
    {
        await ShowAsync((Task)transfer).ConfigureAwait(false);
        return await transfer.ConfigureAwait(false);
    }

    public async Task ShowAsync(Task transfer)
    {
        if (Terminal.HasError && await Task.WhenAny(transfer, Task.Delay(Patience)).ConfigureAwait(false) != transfer)
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            await console.Progress()
                .AutoClear(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
                .StartAsync(progress => FollowAsync(progress.AddTask(what, maxValue: total ?? 1), transfer)).ConfigureAwait(false);
        }

        await transfer.ConfigureAwait(false);
    }

    private async Task FollowAsync(ProgressTask bar, Task transfer)
    {
        bar.IsIndeterminate = total is null;
        do
        {
            var done = Interlocked.Read(ref _done);
            bar.Value = total is null ? 0 : Math.Min(done, total.Value);
            bar.Description = $"{what}, {done:N0} {unit}";
        }
        while (await Task.WhenAny(transfer, Task.Delay(Interval)).ConfigureAwait(false) != transfer);
    }
}
