using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Akka.Serialization.Wire;

/// <summary>Writes the fields of a message one after the other: numbers as varints, texts and bytes behind their length.</summary>
internal sealed class WireWriter(int capacity = 128)
{
    private readonly ArrayBufferWriter<byte> _out = new(capacity);

    public int Length => _out.WrittenCount;

    public ReadOnlySpan<byte> Written => _out.WrittenSpan;

    public byte[] ToArray() => _out.WrittenSpan.ToArray();

    public WireWriter Byte(byte value)
    {
        _out.GetSpan(1)[0] = value;
        _out.Advance(1);
        return this;
    }

    public WireWriter Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>Seven bits a byte, the lowest first; small numbers are short.</summary>
    public WireWriter Unsigned(ulong value)
    {
        var span = _out.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        span[length++] = (byte)value;
        _out.Advance(length);
        return this;
    }

    /// <summary>Numbers near zero are short, negative ones too.</summary>
    public WireWriter Signed(long value) => Unsigned((ulong)(value << 1) ^ (ulong)(value >> 63));

    public WireWriter Double(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_out.GetSpan(8), value);
        _out.Advance(8);
        return this;
    }

    public WireWriter Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Unsigned((ulong)length);
        Encoding.UTF8.GetBytes(value, _out.GetSpan(length));
        _out.Advance(length);
        return this;
    }

    /// <summary>A text that may be missing.</summary>
    public WireWriter OptionalText(string? value) => value is null ? Bool(false) : Bool(true).Text(value);

    public WireWriter Bytes(ReadOnlySpan<byte> value)
    {
        Unsigned((ulong)value.Length);
        return Raw(value);
    }

    /// <summary>Bytes without their length.</summary>
    public WireWriter Raw(ReadOnlySpan<byte> value)
    {
        _out.Write(value);
        return this;
    }
}
