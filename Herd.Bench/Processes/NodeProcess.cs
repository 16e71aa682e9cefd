namespace Herd.Bench.Processes;

internal static class NodeProcess
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    /// <summary>All load comes from one address.</summary>
    private const string AnyConnections = "herd.client.max-connections-per-address=1000000";

    private static readonly string AheadOfTime = Path.Combine(AppContext.BaseDirectory, "node", "herd");

    public static bool IsAheadOfTime => File.Exists(AheadOfTime);

    /// <summary>Starts <c>herd node NAME</c>, under a command such as <c>ip netns exec NAME</c>, and waits until it is ready.</summary>
    public static Task<ChildProcess> StartAsync(
        string name, string herdFile, IEnumerable<string> prefix, IEnumerable<string> settings, CancellationToken cancel = default)
    {
        string[] command = [.. prefix, .. Herd("node", name, "--herd", herdFile), .. Set(settings)];
        return ChildProcess.StartAsync(
            name, command, line => line.StartsWith($"{name} ready", StringComparison.Ordinal), StartTimeout, cancel);
    }

    /// <summary>Starts <c>herd up</c> and waits until all nodes are ready. Settings have the form PATH=VALUE.</summary>
    public static Task<ChildProcess> StartAllAsync(string herdFile, IEnumerable<string> settings, CancellationToken cancel) =>
        ChildProcess.StartAsync(
            "herd up",
            [.. Herd("up", "--herd", herdFile), .. Set(settings)],
            line => line.EndsWith("Ctrl-C stops the herd.", StringComparison.Ordinal),
            StartTimeout,
            cancel);

    private static IEnumerable<string> Herd(params string[] arguments) =>
        [.. IsAheadOfTime ? [AheadOfTime] : new[] { "dotnet", Path.Combine(AppContext.BaseDirectory, "herd.dll") }, .. arguments];

    private static IEnumerable<string> Set(IEnumerable<string> settings) => settings.Prepend(AnyConnections).SelectMany(setting => new[] { "--set", setting });
}
