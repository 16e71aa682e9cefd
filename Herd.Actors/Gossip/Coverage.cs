using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Actors.Gossip;

/// <summary>
/// What a node has. Nodes flood it now and then: an update that every member has can be dropped once nobody else can need it.
/// A frame's body: u8 length of the node's name, the name, u64 boot epoch, u64 number, the vector.
/// </summary>
/// <param name="Number">Rises with each coverage of one epoch.</param>
public sealed record Coverage(string Node, ulong Epoch, ulong Number, VersionVector Vector)
{
    private const int NumbersLength = 16;

    private ReadOnlyMemory<byte>? _frame;

    public ReadOnlyMemory<byte> ToFrame()
    {
        if (_frame is { } made)
            return made;
        var body = new ArrayBufferWriter<byte>();
        var name = Encoding.UTF8.GetBytes(Node);
        body.Write([checked((byte)name.Length), .. name]);
        var numbers = body.GetSpan(NumbersLength);
        BinaryPrimitives.WriteUInt64LittleEndian(numbers, Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(numbers[8..], Number);
        body.Advance(NumbersLength);
        Vector.WriteTo(body);
        return (_frame = LinkFrame.Write(LinkFrameKind.Coverage, body.WrittenSpan)).Value;
    }

    /// <summary>Null: not a valid body.</summary>
    public static Coverage? TryRead(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty || body.Length < 1 + body[0] + NumbersLength)
            return null;
        var name = Encoding.UTF8.GetString(body.Slice(1, body[0]));
        var numbers = body[(1 + body[0])..];
        return NodeName.IsValid(name) && VersionVector.TryRead(numbers[NumbersLength..], out var vector)
            ? new Coverage(name, BinaryPrimitives.ReadUInt64LittleEndian(numbers), BinaryPrimitives.ReadUInt64LittleEndian(numbers[8..]), vector)
            : null;
    }

    public bool IsNewerThan(Coverage other) => Epoch != other.Epoch ? Epoch > other.Epoch : Number > other.Number;
}

/// <summary>The newest coverage of each node, without I/O.</summary>
public sealed class Coverages
{
    private readonly Dictionary<string, Coverage> _newest = [];

    public IEnumerable<Coverage> All => _newest.Values;

    public bool Take(Coverage coverage)
    {
        if (_newest.TryGetValue(coverage.Node, out var known) && !coverage.IsNewerThan(known))
            return false;
        _newest[coverage.Node] = coverage;
        return true;
    }

    public void KeepOnly(IReadOnlyCollection<string> nodes)
    {
        foreach (var gone in _newest.Keys.Except(nodes).ToList())
            _newest.Remove(gone);
    }

    /// <summary>What all members have. Empty unless each has sent a coverage since its present start.</summary>
    public VersionVector CoveredByAll(IReadOnlyCollection<(string Node, ulong Epoch)> members)
    {
        var told = members.Select(member => _newest.GetValueOrDefault(member.Node) is { } coverage && coverage.Epoch == member.Epoch ? coverage.Vector : null).ToList();
        if (told.Count == 0 || told.Contains(null))
            return VersionVector.Empty;
        return VersionVector.From(told[0]!.Entries
            .Select(entry => (entry.Origin, entry.Epoch, told.Min(vector => vector![entry.Origin, entry.Epoch])))
            .Where(entry => entry.Item3 > 0));
    }
}
