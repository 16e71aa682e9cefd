using System.Runtime.Serialization;
using Akka.Serialization.Wire;

namespace Akka.Cluster.Serialization;

/// <summary>Addresses and clocks on the wire.</summary>
internal static class ClusterWire
{
    public static WireWriter UniqueAddress(this WireWriter writer, UniqueAddress node) => writer.Address(node.Address).Signed(node.Uid);

    public static UniqueAddress UniqueAddress(this ref WireReader reader) => new(reader.Address(), reader.Int());

    public static WireWriter Texts(this WireWriter writer, IReadOnlyCollection<string> texts)
    {
        writer.Unsigned((ulong)texts.Count);
        foreach (var text in texts)
            writer.Text(text);
        return writer;
    }

    public static string[] Texts(this ref WireReader reader)
    {
        var texts = new string[reader.Count()];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = reader.Text();
        return texts;
    }

    public static WireWriter VectorClock(this WireWriter writer, VectorClock clock)
    {
        var table = new NodeTable(clock.Versions.Keys);
        table.Write(writer);
        return table.Write(writer, clock);
    }

    public static VectorClock VectorClock(this ref WireReader reader) => NodeTable.Read(ref reader).Clock(ref reader);

    /// <summary>A number below a limit.</summary>
    public static int Below(this ref WireReader reader, int limit)
    {
        var number = reader.Unsigned();
        return number < (ulong)limit ? (int)number : throw new SerializationException($"Expected a number below {limit}, found {number}.");
    }
}
