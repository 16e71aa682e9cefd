using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;

namespace Akka.Serialization.Wire;

/// <summary>Reads what <see cref="WireWriter"/> wrote; what isn't that is a <see cref="SerializationException"/>.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    public readonly bool AtEnd => _left.IsEmpty;

    /// <summary>How many bytes are left.</summary>
    public readonly int Left => _left.Length;

    public byte Byte() => Raw(1)[0];

    public bool Bool() => Byte() switch
    {
        0 => false,
        1 => true,
        var other => throw new SerializationException($"Expected 0 or 1, found {other}."),
    };

    public ulong Unsigned()
    {
        var value = 0ul;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
        throw new SerializationException("A number of more than 64 bits.");
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int Int()
    {
        var value = Signed();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new SerializationException($"{value} is no 32 bit number.");
    }

    /// <summary>How many things follow, each of which takes at least a byte.</summary>
    public int Count()
    {
        var count = Unsigned();
        return count <= (ulong)_left.Length ? (int)count : throw new SerializationException($"{count} things in {_left.Length} bytes.");
    }

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Raw(8));

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public string? OptionalText() => Bool() ? Text() : null;

    public ReadOnlySpan<byte> Bytes() => Raw(Count());

    public ReadOnlySpan<byte> Raw(int length)
    {
        if (length > _left.Length)
            throw new SerializationException($"Expected {length} bytes more, found {_left.Length}.");
        var bytes = _left[..length];
        _left = _left[length..];
        return bytes;
    }

    /// <summary>All that is left.</summary>
    public ReadOnlySpan<byte> Rest() => Raw(_left.Length);
}
