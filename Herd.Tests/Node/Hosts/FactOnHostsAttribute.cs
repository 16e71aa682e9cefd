using System.Diagnostics;
using Herd.Bench.Processes;
using Xunit;

namespace Herd.Tests.Node.Hosts;

/// <summary>A test with network namespaces as hosts; skipped where this user can't create them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactOnHostsAttribute : FactAttribute
{
    private static readonly string? Obstacle = FindObstacle();

    public FactOnHostsAttribute() => Skip = Obstacle;

    private static string? FindObstacle()
    {
        foreach (var program in new[] { "ip", "nft" })
        {
            if (!InstalledProgram.Exists(program))
                return InstalledProgram.Missing(program);
        }

        if (!Environment.IsPrivilegedProcess)
            return "only root makes network namespaces";
        // Even root in a container may not.
        var name = $"herd-try-{Environment.ProcessId}";
        var error = Try("netns", "add", name) ?? Try("netns", "exec", name, "nft", "add", "table", "ip", "cut");
        Try("netns", "del", name);
        return error is null ? null : $"network namespaces can't be made here: {error}";
    }

    /// <returns>The error; null: success.</returns>
    private static string? Try(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error;
    }
}
