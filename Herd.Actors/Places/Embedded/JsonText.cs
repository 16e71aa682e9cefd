using System.Buffers.Text;

namespace Herd.Actors.Places.Embedded;

/// <summary>Text under construction in a buffer that is large enough.</summary>
internal ref struct JsonText(Span<byte> buffer)
{
    private const int DecimalPlaces = 5;

    private readonly Span<byte> _buffer = buffer;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    public void Append(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer[Length..]);
        Length += text.Length;
    }

    public void Append(uint number)
    {
        Utf8Formatter.TryFormat(number, _buffer[Length..], out var written);
        Length += written;
    }

    /// <summary>Appends degrees, with as many decimal places as needed.</summary>
    /// <param name="units">In <see cref="TownData.UnitsPerDegree"/>.</param>
    public void AppendDegrees(int units)
    {
        if (units < 0)
            Append("-"u8);
        var (whole, part) = Math.DivRem((uint)Math.Abs(units), (uint)TownData.UnitsPerDegree);
        Append(whole);
        if (part == 0)
            return;
        Append("."u8);
        Utf8Formatter.TryFormat(part, _buffer[Length..], out var written, new('D', DecimalPlaces));
        Length += written;
        while (_buffer[Length - 1] == '0')
            Length--;
    }
}
