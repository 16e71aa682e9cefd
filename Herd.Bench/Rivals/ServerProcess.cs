using System.Collections.Concurrent;
using System.Diagnostics;

namespace Herd.Bench.Rivals;

/// <summary>A competitor's server in a process of its own, which ends with this object.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process, string readyLine)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => OnLine(line.Data, readyLine);
        process.ErrorDataReceived += (_, line) => OnLine(line.Data, readyLine);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _ready.TrySetException(
            new InvalidOperationException($"{process.StartInfo.FileName} ended before it was ready: {string.Join('\n', _lines)}"));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="readyLine">What is in the line that says so.</param>
    /// <param name="program">On PATH.</param>
    /// <param name="arguments">Its command line.</param>
    public static async Task<ServerProcess> StartAsync(string readyLine, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var server = new ServerProcess(Process.Start(start)!, readyLine);
        try
        {
            await server._ready.Task.WaitAsync(Patience).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private void OnLine(string? line, string readyLine)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        if (line.Contains(readyLine, StringComparison.Ordinal))
            _ready.TrySetResult();
    }
}
