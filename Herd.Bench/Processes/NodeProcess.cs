namespace Herd.Bench.Processes;

/// <summary>Starts <c>herd node</c> in a process of its own.</summary>
internal static class NodeProcess
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Starts <c>herd node NAME</c> and waits until it is ready.</summary>
    /// <param name="name">The node's.</param>
    /// <param name="herdFile">Its herd file.</param>
    /// <param name="prefix">What to run it under, such as <c>ip netns exec NAME</c>; may be empty.</param>
    /// <param name="settings">PATH=VALUE.</param>
    /// <param name="cancel">Ends it again.</param>
    public static Task<ChildProcess> StartAsync(
        string name, string herdFile, IEnumerable<string> prefix, IEnumerable<string> settings, CancellationToken cancel = default)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "herd.dll");
        string[] command =
            [.. prefix, "dotnet", program, "node", name, "--herd", herdFile, .. settings.SelectMany(setting => new[] { "--set", setting })];
        return ChildProcess.StartAsync(
            name, command, line => line.StartsWith($"{name} ready", StringComparison.Ordinal), StartTimeout, cancel);
    }
}
