using System.Globalization;
using Herd.Node.Settings;
using Herd.Node.Tls;

namespace Herd.Node.Commands;

/// <summary><c>herd certificates</c>: makes a private CA, and a certificate of it for each node.</summary>
internal static class CertificatesCommand
{
    public const int DefaultDays = 365;
    public const int MaxDays = 3650;

    /// <param name="folder">For all files. An existing CA in it is used.</param>
    /// <param name="names">Nodes, in the herd file or not; empty: all of the file.</param>
    /// <exception cref="SettingsException">A name is invalid, or two files would have the same name.</exception>
    public static int Run(HerdSettings herd, bool isDefault, string folder, string[] names, string[] hosts, int days)
    {
        var nodes = names.Length > 0 ? names.Distinct().ToList() : [.. herd.Nodes.Select(node => node.Name)];
        Check(nodes, hosts);
        var now = TimeProvider.System.GetUtcNow();
        using var authority = CertificateAuthority.Open(folder, herd.Name, now);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(authority.IsNew ? "Made a CA" : "Used the CA that was there")}: {Path.Combine(folder, CertificateFolder.Ca)}, until {authority.Until:yyyy-MM-dd}; keep {CertificateFolder.CaKey} to yourself: who has it can make nodes"));
        foreach (var node in nodes)
        {
            var until = authority.Issue(node, hosts.Concat(HostsOf(herd, node)), days, now);
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{node}: {Path.Combine(folder, CertificateFolder.CertificateOf(node))}, {CertificateFolder.KeyOf(node)}, until {until:yyyy-MM-dd}"));
        }

        WriteAdvice(herd, isDefault, folder);
        return ExitCode.Ok;
    }

    private static void Check(List<string> nodes, string[] hosts)
    {
        foreach (var node in nodes)
            NodesReader.CheckName(node);
        var files = nodes.SelectMany(node => new[] { CertificateFolder.CertificateOf(node), CertificateFolder.KeyOf(node) })
            .Concat([CertificateFolder.Ca, CertificateFolder.CaKey]);
        if (files.GroupBy(file => file, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } shared)
            throw new SettingsException($"two of these would have the file {shared.Key}; put one of the nodes into another folder, and name its files with herd.tls.certificate, .key and .ca");
        if (hosts.FirstOrDefault(host => Uri.CheckHostName(host) == UriHostNameType.Unknown) is { } wrong)
            throw new SettingsException($"--host: expected the name or address of a host, found {SettingsCheck.Show(wrong)}");
    }

    /// <summary>Leaves out a host that is another node's name: with it, this node could pass for that one.</summary>
    private static IEnumerable<string> HostsOf(HerdSettings herd, string node) => herd.FindNode(node) is { } settings
        ? new[] { settings.Host }.Where(host => !herd.Nodes.Any(other => other.Name != node && other.Name.Equals(host, StringComparison.OrdinalIgnoreCase)))
        : [];

    private static void WriteAdvice(HerdSettings herd, bool isDefault, string folder)
    {
        var of = isDefault ? "" : " --herd FILE";
        Console.Out.WriteLine();
        Console.Out.WriteLine("TLS on all ports of all nodes:");
        Console.Out.WriteLine();
        Console.Out.WriteLine($"  {Invocation.Command} up{of} --set herd.tls.dir={folder}");
        Console.Out.WriteLine();
        Console.Out.WriteLine($"or, in the herd file of {herd.Name}: herd.tls.dir = \"{folder}\"; herd.client.tls, herd.http.tls or herd.link.tls = off leaves ports out.");
        Console.Out.WriteLine($"Another machine needs {CertificateFolder.Ca} and its own node's two files. Nodes that run take new files by themselves.");
    }
}
