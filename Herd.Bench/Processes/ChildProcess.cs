using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Herd.Bench.Processes;

/// <summary>A child process that never outlives this one, unless this one is killed by SIGKILL.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);
    private static readonly ConcurrentDictionary<int, Process> Running = [];

    private readonly Process _process;
    private readonly ConcurrentQueue<string?> _errors = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();

    private ChildProcess(string name, Process process, Func<string, bool> isReady)
    {
        _process = process;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null && isReady(line.Data))
                _ready.TrySetResult();
        };
        process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"{name} ended before it was ready: {string.Join(' ', _errors)}"));
    }

    public int Id => _process.Id;

    /// <summary>Resident memory, bytes.</summary>
    public long ResidentBytes => Refreshed().WorkingSet64;

    /// <summary>User and kernel time of all threads.</summary>
    public TimeSpan ProcessorTime => Refreshed().TotalProcessorTime;

    /// <summary>Starts a program and waits for the line of standard output by which it says that it is ready.</summary>
    /// <exception cref="TimeoutException">It wasn't ready in time, and was killed.</exception>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public static async Task<ChildProcess> StartAsync(
        string name, IReadOnlyList<string> command, Func<string, bool> isReady, TimeSpan limit, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var process = Process.Start(start)!;
        Running[process.Id] = process;
        var child = new ChildProcess(name, process, isReady);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await child._ready.Task.WaitAsync(limit, cancel).ConfigureAwait(false);
            return child;
        }
        catch
        {
            await child.KillAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task KillAsync()
    {
        Kill(_process);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        Running.TryRemove(Id, out _);
    }

    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Sends SIGTERM, and kills it on timeout. Returns whether it stopped by itself.</summary>
    public async Task<bool> StopAsync()
    {
        if (!_process.HasExited)
            Signal("TERM");
        using var limit = new CancellationTokenSource(StopTimeout);
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var stopped = !limit.IsCancellationRequested;
        await KillAsync().ConfigureAwait(false);
        return stopped;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private static void KillAll()
    {
        foreach (var process in Running.Values)
            Kill(process);
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has already ended, or never started.
        }
    }

    private Process Refreshed()
    {
        _process.Refresh();
        return _process;
    }
}

internal static class InstalledProgram
{
    public static bool Exists(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, name)));

    public static string Missing(string name) => $"{name} isn't installed on this machine (no folder of PATH holds it)";
}
