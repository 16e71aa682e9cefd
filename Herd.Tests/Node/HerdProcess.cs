using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Xunit;

namespace Herd.Tests.Node;

internal sealed class HerdProcess : IDisposable
{
    private static readonly string AheadOfTime = Path.Combine(AppContext.BaseDirectory, "node", "herd.dll");
    private static readonly string Program = File.Exists(AheadOfTime) ? AheadOfTime : Path.Combine(AppContext.BaseDirectory, "herd.dll");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _outputRead;
    private readonly Task _errorRead;
    private readonly BlockingCollection<string> _lines = [];

    private HerdProcess(Process process)
    {
        _process = process;
        _outputRead = ReadAsync(process.StandardOutput, _output, _lines);
        _errorRead = ReadAsync(process.StandardError, _error, null);
    }

    public string Output => Read(_output);

    public string Error => Read(_error);

    public static HerdProcess Start(TemporaryFolder folder, params string[] arguments) => Start(folder, [], arguments);

    public static HerdProcess Start(TemporaryFolder folder, Dictionary<string, string> environment, params string[] arguments) =>
        Start(folder, environment, "dotnet", [Program, .. arguments]);

    public static HerdProcess StartWithOpenFiles(TemporaryFolder folder, int limit, params string[] arguments) =>
        StartInShell(folder, $"ulimit -n {limit}; exec dotnet \"$@\"", arguments);

    /// <param name="script">A Bash script, in which <c>dotnet "$@"</c> is the program.</param>
    public static HerdProcess StartInShell(TemporaryFolder folder, string script, params string[] arguments) =>
        Start(folder, [], "bash", ["-c", script, "bash", Program, .. arguments]);

    /// <param name="prefix">A command such as <c>ip netns exec NAME</c>, which must exec the program, not fork it.</param>
    public static HerdProcess StartUnder(TemporaryFolder folder, string[] prefix, params string[] arguments) =>
        Start(folder, [], prefix[0], [.. prefix[1..], "dotnet", Program, .. arguments]);

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(TemporaryFolder folder, params string[] arguments)
    {
        using var herd = Start(folder, arguments);
        return (await herd.WaitForExitAsync(), herd.Output, herd.Error);
    }

    public string WaitForLine(string beginning)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            foreach (var line in _lines.GetConsumingEnumerable(patience.Token))
            {
                if (line.StartsWith(beginning, StringComparison.Ordinal))
                    return line;
            }
        }
        catch (OperationCanceledException)
        {
        }

        throw new Xunit.Sdk.XunitException($"herd wrote no line '{beginning}…':\n{Output}{Error}");
    }

    public async Task<string> AwaitErrorAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!Error.Contains(text, StringComparison.Ordinal))
            await Task.Delay(50, patience.Token);
        return Error;
    }

    public async Task WriteInputAsync(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        _process.StandardInput.Close();
    }

    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await WaitForExitAsync();
    }

    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        await Task.WhenAll(_outputRead, _errorRead);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _lines.Dispose();
    }

    private static HerdProcess Start(TemporaryFolder folder, Dictionary<string, string> environment, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // As in Herd.Tests.csproj: many processes share few CPUs here.
        start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new HerdProcess(Process.Start(start)!);
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder text, BlockingCollection<string>? lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (text)
                text.Append(line).Append('\n');
            lines?.Add(line);
        }

        lines?.CompleteAdding();
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
