using System.Diagnostics;

namespace Herd.Bench.Reliability;

/// <summary>Hosts as network namespaces, joined by a bridge in another. Needs root, iproute2 and nftables; changes nothing else.</summary>
internal sealed class NamespaceNetwork : IDisposable
{
    private const string Subnet = "10.77.0";

    private readonly IReadOnlyList<string> _hosts;
    private readonly string _label;

    /// <param name="label">The prefix of the namespaces' names; must differ between parallel networks.</param>
    public NamespaceNetwork(IReadOnlyList<string> hosts, string label = "herd")
    {
        _hosts = hosts;
        _label = label;
        Switch = NamespaceOf("switch");
    }

    /// <summary>The namespace that reaches every host, whatever is cut.</summary>
    public string Switch { get; }

    /// <summary>Creates the namespaces and removes those of an earlier run.</summary>
    public void Create()
    {
        Dispose();
        Run("ip", "netns", "add", Switch);
        Run("ip", "-n", Switch, "link", "add", "bridge", "type", "bridge");
        Run("ip", "-n", Switch, "addr", "add", $"{Subnet}.254/24", "dev", "bridge");
        Run("ip", "-n", Switch, "link", "set", "bridge", "up");
        Run("ip", "-n", Switch, "link", "set", "lo", "up");
        foreach (var host in _hosts)
            AddHost(host);
    }

    public string AddressOf(string host) => $"{Subnet}.{_hosts.ToList().IndexOf(host) + 1}";

    /// <summary>The prefix that runs a command on a host.</summary>
    public string[] On(string host) => ["ip", "netns", "exec", NamespaceOf(host)];

    public async Task<int> RunOnSwitchAsync(IEnumerable<string> arguments)
    {
        string[] command = ["netns", "exec", Switch, "dotnet", Environment.GetCommandLineArgs()[0], .. arguments];
        using var process = Process.Start("ip", command);
        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode;
    }

    /// <summary>Drops all packets between two sets of hosts. Clients still reach both.</summary>
    public void Cut(IEnumerable<string> some, IEnumerable<string> others)
    {
        var addresses = string.Join(", ", others.Select(AddressOf));
        if (addresses.Length == 0)
            return;
        // All hosts in parallel, because nodes that notice part of a cut tell the others.
        Parallel.ForEach(some, host => Run(
            [.. On(host), "nft", $"add rule ip cut in ip saddr {{ {addresses} }} drop; add rule ip cut out ip daddr {{ {addresses} }} drop"]));
    }

    public void Unplug(string host) => Run("ip", "-n", Switch, "link", "set", PortOf(host), "down");

    public void Heal()
    {
        Parallel.ForEach(_hosts, host =>
        {
            Run([.. On(host), "nft", "flush", "table", "ip", "cut"]);
            Run("ip", "-n", Switch, "link", "set", PortOf(host), "up");
        });
    }

    public void Dispose()
    {
        foreach (var name in _hosts.Select(NamespaceOf).Append(Switch))
        {
            if (File.Exists($"/run/netns/{name}"))
                Run("ip", "netns", "del", name);
        }
    }

    private void AddHost(string host)
    {
        var name = NamespaceOf(host);
        Run("ip", "netns", "add", name);
        Run("ip", "link", "add", "eth0", "netns", name, "type", "veth", "peer", "name", PortOf(host), "netns", Switch);
        Run("ip", "-n", Switch, "link", "set", PortOf(host), "master", "bridge", "up");
        Run("ip", "-n", name, "addr", "add", $"{AddressOf(host)}/24", "dev", "eth0");
        Run("ip", "-n", name, "link", "set", "eth0", "up");
        Run("ip", "-n", name, "link", "set", "lo", "up");
        Run([.. On(host), "nft", "add", "table", "ip", "cut"]);
        Run([.. On(host), "nft", "add", "chain", "ip", "cut", "in", "{ type filter hook input priority 0; }"]);
        Run([.. On(host), "nft", "add", "chain", "ip", "cut", "out", "{ type filter hook output priority 0; }"]);
    }

    private string NamespaceOf(string host) => $"{_label}-{host.ToLowerInvariant()}";

    private static string PortOf(string host) => $"to-{host.ToLowerInvariant()}";

    private static void Run(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{command[0]} doesn't start");
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{string.Join(' ', command)}' failed: {errors.Trim()}");
    }
}
