using System.Diagnostics;

namespace Herd.Bench.Processes;

/// <summary>A node in a process of its own.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodeProcess(string name, Process process)
    {
        Name = name;
        _process = process;
        process.OutputDataReceived += (_, line) => OnLine(line.Data);
        process.ErrorDataReceived += (_, line) => OnError(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"{name} ended before it was ready: {Errors}"));
    }

    public string Name { get; }

    /// <summary>What it said on standard error.</summary>
    public string Errors { get; private set; } = "";

    /// <summary>Resident memory, bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts <c>herd node NAME</c> and waits until it is ready.</summary>
    /// <param name="name">The node's.</param>
    /// <param name="herdFile">Its herd file.</param>
    /// <param name="prefix">What to run it under, such as <c>ip netns exec NAME</c>; may be empty.</param>
    /// <param name="settings">PATH=VALUE.</param>
    public static async Task<NodeProcess> StartAsync(
        string name, string herdFile, IEnumerable<string> prefix, IEnumerable<string> settings)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "herd.dll");
        string[] command =
            [.. prefix, "dotnet", program, "node", name, "--herd", herdFile, .. settings.SelectMany(setting => new[] { "--set", setting })];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var node = new NodeProcess(name, Process.Start(start)!);
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        await node._ready.Task.WaitAsync(TimeSpan.FromSeconds(30)).ConfigureAwait(false);
        return node;
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().ConfigureAwait(false);
    }

    /// <param name="signal">As in STOP or CONT.</param>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_process.Id}")]);
        kill.WaitForExit();
    }

    /// <summary>Asks it to stop, and waits until it has.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited)
            return;
        Signal("TERM");
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(15)).ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void OnLine(string? line)
    {
        if (line?.StartsWith($"{Name} ready", StringComparison.Ordinal) == true)
            _ready.TrySetResult();
    }

    private void OnError(string? line)
    {
        if (line is not null)
            Errors += line + "\n";
    }
}
