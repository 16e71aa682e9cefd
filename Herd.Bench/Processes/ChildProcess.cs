using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Herd.Bench.Processes;

/// <summary>A process that is measured. It doesn't outlive this one, however that ends (but for a SIGKILL).</summary>
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

    /// <summary>Of all its threads, in user mode and in the kernel.</summary>
    public TimeSpan ProcessorTime => Refreshed().TotalProcessorTime;

    /// <summary>Starts a program and waits until it says that it is ready.</summary>
    /// <param name="isReady">Whether a line of its standard output says so.</param>
    /// <exception cref="InvalidOperationException">It ended.</exception>
    /// <exception cref="TimeoutException">It wasn't ready in time, and was ended.</exception>
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

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        Kill(_process);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        Running.TryRemove(Id, out _);
    }

    /// <param name="signal">As in STOP or CONT.</param>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Asks it to stop, and waits until it has; ends it if it doesn't in time.</summary>
    /// <returns>Whether it stopped by itself.</returns>
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
            // It has ended, or was never there.
        }
    }

    private Process Refreshed()
    {
        _process.Refresh();
        return _process;
    }
}

/// <summary>TCP ports of the loopback address that nobody has.</summary>
internal static class Ports
{
    /// <summary>Different ones: each is held until all are found.</summary>
    public static int[] Free(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        try
        {
            sockets.ForEach(socket => socket.Bind(new IPEndPoint(IPAddress.Loopback, 0)));
            return [.. sockets.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Port)];
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }
}

/// <summary>Programs of the machine that competitors run on, and that needn't be there.</summary>
internal static class InstalledProgram
{
    /// <summary>Whether a folder of PATH holds it.</summary>
    public static bool Exists(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, name)));

    /// <summary>Why something that needs it is left out.</summary>
    public static string Missing(string name) => $"{name} isn't installed on this machine (no folder of PATH holds it)";
}
