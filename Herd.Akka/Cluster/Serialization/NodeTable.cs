using System.Collections.Immutable;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization.Wire;

namespace Akka.Cluster.Serialization;

/// <summary>
/// The nodes that a message speaks of, once: behind it they are small numbers. Nodes of a cluster have the same protocol and
/// the same system's name, and often their host; each is written when it changes.
/// </summary>
internal sealed class NodeTable
{
    private readonly UniqueAddress[] _nodes;
    private readonly Dictionary<UniqueAddress, int> _numbers = [];

    public NodeTable(IEnumerable<UniqueAddress> nodes)
    {
        _nodes = [.. nodes.Distinct()];
        for (var i = 0; i < _nodes.Length; i++)
            _numbers[_nodes[i]] = i;
    }

    public int Count => _nodes.Length;

    public static NodeTable Read(ref WireReader reader)
    {
        var nodes = new UniqueAddress[reader.Count()];
        var protocol = "";
        var system = "";
        string? host = null;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (reader.Bool())
                (protocol, system) = (reader.Text(), reader.Text());
            if (reader.Bool())
                host = reader.OptionalText();
            var port = reader.Int();
            if (port is < -1 or > ushort.MaxValue)
                throw new SerializationException($"{port} is no port.");
            nodes[i] = new UniqueAddress(new Address(protocol, system, host, port < 0 ? null : port), reader.Int());
        }
        return new NodeTable(nodes) is var table && table.Count == nodes.Length
            ? table
            : throw new SerializationException("A node twice in a table.");
    }

    public void Write(WireWriter writer)
    {
        writer.Unsigned((ulong)_nodes.Length);
        Address? before = null;
        foreach (var node in _nodes)
        {
            var address = node.Address;
            var system = address.Protocol != before?.Protocol || address.System != before.System;
            writer.Bool(system);
            if (system)
                writer.Text(address.Protocol).Text(address.System);
            var host = before is null || address.Host != before.Host;
            writer.Bool(host);
            if (host)
                writer.OptionalText(address.Host);
            writer.Signed(address.Port ?? -1).Signed(node.Uid);
            before = address;
        }
    }

    public WireWriter Write(WireWriter writer, UniqueAddress node) => writer.Unsigned((ulong)_numbers[node]);

    public UniqueAddress Node(ref WireReader reader) => _nodes[reader.Below(_nodes.Length)];

    public WireWriter Write(WireWriter writer, VectorClock clock) => Write(writer, clock.Versions);

    public WireWriter Write(WireWriter writer, ImmutableSortedDictionary<UniqueAddress, long> numbers)
    {
        writer.Unsigned((ulong)numbers.Count);
        foreach (var (node, number) in numbers)
            Write(writer, node).Signed(number);
        return writer;
    }

    public VectorClock Clock(ref WireReader reader) => new(Numbers(ref reader));

    public ImmutableSortedDictionary<UniqueAddress, long> Numbers(ref WireReader reader)
    {
        var numbers = ImmutableSortedDictionary.CreateBuilder<UniqueAddress, long>();
        for (var left = reader.Count(); left > 0; left--)
            numbers[Node(ref reader)] = reader.Signed();
        return numbers.ToImmutable();
    }
}
