namespace Herd.Actors.Protocol;

/// <summary>Where a field stands in its line.</summary>
/// <param name="Start">Bytes before it.</param>
/// <param name="Length">In bytes.</param>
public readonly record struct Field(int Start, int Length)
{
    public int End => Start + Length;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> line) => line.Slice(Start, Length);
}
