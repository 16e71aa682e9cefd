using System.Globalization;
using System.Net;
using Herd.Node.Hosting;
using Herd.Node.Settings;

namespace Herd.Node.Commands;

/// <summary>Prints commands to paste into another terminal, which show what a herd does.</summary>
internal sealed class TryIt(HerdSettings herd, IReadOnlyList<NodeHost> hosts, bool isDefault)
{
    private const string Client = "kiwi.cs.ucla.edu";

    public void Write(TextWriter output)
    {
        var told = hosts[0];
        var asked = FarthestFrom(told);
        var now = (decimal)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        var iamat = string.Create(CultureInfo.InvariantCulture, $"IAMAT {Client} +34.068930-118.445127 {now:0.0000000}");
        var whatsat = $"WHATSAT {Client} 10 5";

        output.WriteLine($"Tell {told.Node.Name} where {Client} is, and ask {asked.Node.Name} for 5 places within 10 km of it. In another terminal:");
        output.WriteLine();
        output.WriteLine(Send(told, iamat));
        output.WriteLine(Send(asked, whatsat));
    }

    private string CaOption(string option) => herd.Tls.Ca.Length > 0 ? $" {option} {herd.Tls.Ca}" : "";

    private string Send(NodeHost host, string command) =>
        $"  {Invocation.Command} send{(herd.Tls.Clients ? herd.Tls.Ca.Length > 0 ? CaOption("--ca") : " --tls" : "")} {(isDefault && host.Node.ClientPort != 0 ? host.Node.Name : Reachable(host.Ports.Clients).ToString())} \"{command}\"";

    private static IPEndPoint Reachable(IPEndPoint listening) =>
        PrivateAddress.IsAny(listening.Address)
            ? new IPEndPoint(IPAddress.Loopback, listening.Port)
            : listening;

    /// <summary>The node with the most links between, by breadth-first search.</summary>
    private NodeHost FarthestFrom(NodeHost start)
    {
        List<string> reached = [start.Node.Name];
        for (var i = 0; i < reached.Count; i++)
            reached.AddRange(herd.NeighboursOf(herd.FindNode(reached[i])!).Select(node => node.Name).Except(reached).ToList());
        return hosts.First(host => host.Node.Name == reached[^1]);
    }
}
