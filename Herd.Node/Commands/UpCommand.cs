using Herd.Node.Hosting;
using Herd.Node.Settings;

namespace Herd.Node.Commands;

/// <summary><c>herd up</c>: runs all nodes.</summary>
internal static class UpCommand
{
    /// <param name="isDefault">Other commands find the nodes' names without --herd.</param>
    public static Task<int> RunAsync(HerdSettings herd, bool isDefault) =>
        NodeRunner.RunAsync(herd, herd.Nodes, hosts => Announce(herd, hosts, isDefault, Console.Out));

    private static void Announce(HerdSettings herd, IReadOnlyList<NodeHost> hosts, bool isDefault, TextWriter output)
    {
        output.WriteLine($"{herd.Name}: {hosts.Count} nodes on {AkkaVersion.Text}, each with up to {herd.Locations.DescribeMemory(hosts.Count)}");
        output.WriteLine();
        WriteTable(hosts, herd.Tls, output);
        output.WriteLine();
        new TryIt(herd, hosts, isDefault).Write(output);
        output.WriteLine();
        output.WriteLine(herd.Log.Messages
            ? $"Messages in and out: {Path.Combine(herd.FolderOf("NODE"), "messages.log")}. Ctrl-C stops the herd."
            : "Ctrl-C stops the herd.");
    }

    private static void WriteTable(IReadOnlyList<NodeHost> hosts, TlsSettings tls, TextWriter output)
    {
        string[][] rows =
        [
            ["node", "clients", "links", "health"],
            .. hosts.Select(host => new[] { host.Node.Name, $"{host.Ports.Clients}", $"{host.Ports.Links}", $"{tls.HttpScheme}://{host.Ports.Http}{Health.Path}" }),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
            output.WriteLine("  " + string.Join("  ", row.Zip(widths, (cell, width) => cell.PadRight(width))).TrimEnd());
    }
}
