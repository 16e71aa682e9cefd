using System.Buffers;

namespace Herd.Actors.Protocol;

/// <summary>White space of the client protocol: space, TAB, LF, VT, FF and CR.</summary>
public static class WhiteSpace
{
    private static readonly SearchValues<byte> All = SearchValues.Create(Bytes);

    public static ReadOnlySpan<byte> Bytes => " \t\n\v\f\r"u8;

    public static bool Is(byte value) => value == (byte)' ' || (uint)(value - '\t') <= '\r' - '\t';

    /// <summary>The first white space; −1 if there is none.</summary>
    public static int IndexIn(ReadOnlySpan<byte> bytes) => bytes.IndexOfAny(All);

    /// <summary>The first other byte; −1 if there is none.</summary>
    public static int IndexOfOther(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept(All);

    /// <summary>The last other byte; −1 if there is none.</summary>
    public static int LastIndexOfOther(ReadOnlySpan<byte> bytes) => bytes.LastIndexOfAnyExcept(All);
}
