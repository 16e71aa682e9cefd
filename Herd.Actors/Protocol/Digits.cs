using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Herd.Actors.Protocol;

internal static class Digits
{
    public static bool Is(byte value) => (uint)(value - '0') <= 9;

    public static int Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        while (text.Length - count >= sizeof(ulong))
        {
            var others = Others(BinaryPrimitives.ReadUInt64LittleEndian(text[count..]));
            if (others != 0)
                return count + BitOperations.TrailingZeroCount(others) / 8;
            count += sizeof(ulong);
        }

        while (count < text.Length && Is(text[count]))
            count++;
        return count;
    }

    /// <summary>Reads the first eight bytes, if they are digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadEight(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        if (text.Length < sizeof(ulong))
            return false;
        var bytes = BinaryPrimitives.ReadUInt64LittleEndian(text);
        if (Others(bytes) != 0)
            return false;
        number = Value(bytes - 0x3030_3030_3030_3030);
        return true;
    }

    /// <summary>Reads up to eight digits that the text starts with; fastest with eight bytes or more.</summary>
    /// <returns>How many there are.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadUpToEight(ReadOnlySpan<byte> text, out int number)
    {
        var count = 0;
        if (text.Length >= sizeof(ulong))
        {
            var bytes = BinaryPrimitives.ReadUInt64LittleEndian(text);
            count = BitOperations.TrailingZeroCount(Others(bytes)) / 8;
            // Leading zeros take the place of what follows the digits.
            number = count == 0 ? 0 : Value((bytes - 0x3030_3030_3030_3030) << (8 * (sizeof(ulong) - count)));
            return count;
        }

        number = 0;
        for (; count < text.Length && Is(text[count]); count++)
            number = number * 10 + text[count] - '0';
        return count;
    }

    /// <summary>Fills the destination, with leading zeros.</summary>
    public static void Write(Span<byte> destination, int number)
    {
        var at = destination.Length;
        while (at >= 2)
        {
            (number, var pair) = Math.DivRem(number, 100);
            at -= 2;
            destination[at] = (byte)('0' + pair / 10);
            destination[at + 1] = (byte)('0' + pair % 10);
        }

        if (at > 0)
            destination[0] = (byte)('0' + number);
    }

    /// <summary>Of eight digits, 0 to 9 each, the first in the lowest byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Value(ulong digits)
    {
        // Four pairs, then two fours, then the whole.
        digits = (digits * 10 + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
        digits = (digits * 100 + (digits >> 16)) & 0x0000_FFFF_0000_FFFF;
        return (int)((digits * 10_000 + (digits >> 32)) & 0xFFFF_FFFF);
    }

    /// <summary>The top bit of every byte that isn't a digit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Others(ulong bytes)
    {
        bytes ^= 0x3030_3030_3030_3030;
        return (((bytes & 0x7F7F_7F7F_7F7F_7F7F) + 0x7676_7676_7676_7676) | bytes) & 0x8080_8080_8080_8080;
    }

    /// <summary>Whether the text is empty, or a point and at least one digit.</summary>
    public static bool IsFraction(ReadOnlySpan<byte> text) =>
        text.IsEmpty || (text.Length > 1 && text[0] == '.' && Count(text[1..]) == text.Length - 1);

    /// <summary>Whether a number of any length is at most <paramref name="limit"/>, 0 to 999. The fraction includes its point.</summary>
    public static bool IsWithin(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, int limit)
    {
        var value = 0;
        foreach (var digit in whole)
        {
            value = value * 10 + digit - '0';
            if (value > limit)
                return false;
        }

        return value < limit || fraction.IndexOfAnyExcept((byte)'.', (byte)'0') < 0;
    }
}
