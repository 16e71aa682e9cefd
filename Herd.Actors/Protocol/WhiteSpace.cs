using System.Buffers;

namespace Herd.Actors.Protocol;

/// <summary>White space of the client protocol: space, TAB, LF, VT, FF and CR.</summary>
public static class WhiteSpace
{
    private static readonly SearchValues<byte> All = SearchValues.Create(Bytes);

    public static ReadOnlySpan<byte> Bytes => " \t\n\v\f\r"u8;

    public static bool Is(byte value) => value == (byte)' ' || (uint)(value - '\t') <= '\r' - '\t';

    /// <summary>−1 if there is none.</summary>
    public static int IndexIn(ReadOnlySpan<byte> bytes) => bytes.IndexOfAny(All);

    public static int IndexOfOther(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept(All);

    public static int LastIndexOfOther(ReadOnlySpan<byte> bytes) => bytes.LastIndexOfAnyExcept(All);
}
