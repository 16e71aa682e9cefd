using System.Diagnostics;
using Herd.Bench.Processes;
using Xunit;

namespace Herd.Tests.Node.Telemetry;

internal static class Promtool
{
    public const string Name = "promtool";

    public static async Task<(int ExitCode, string Output)> CheckAsync(string metrics)
    {
        using var process = Process.Start(new ProcessStartInfo(Name, ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(metrics);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithPromtoolAttribute : FactAttribute
{
    public FactWithPromtoolAttribute() => Skip = InstalledProgram.Exists(Promtool.Name) ? null : InstalledProgram.Missing(Promtool.Name);
}
