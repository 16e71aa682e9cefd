using System.Buffers;

namespace Herd.Actors.Protocol;

/// <summary>White space of the client protocol: space, TAB, LF, VT, FF, CR. No other byte is, NUL neither.</summary>
public static class WhiteSpace
{
    private static readonly SearchValues<byte> All = SearchValues.Create(Bytes);

    public static ReadOnlySpan<byte> Bytes => " \t\n\v\f\r"u8;

    public static bool Is(byte value) => value == (byte)' ' || (uint)(value - '\t') <= '\r' - '\t';

    /// <summary>Where the first white space is; −1 if there is none.</summary>
    public static int IndexIn(ReadOnlySpan<byte> bytes) => bytes.IndexOfAny(All);

    /// <summary>Where the first byte that isn't white space is; −1 if there is none.</summary>
    public static int IndexOfOther(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept(All);

    /// <summary>Where the last byte that isn't white space is; −1 if there is none.</summary>
    public static int LastIndexOfOther(ReadOnlySpan<byte> bytes) => bytes.LastIndexOfAnyExcept(All);
}
