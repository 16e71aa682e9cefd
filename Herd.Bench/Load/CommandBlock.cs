namespace Herd.Bench.Load;

/// <summary>Commands that are sent in one write.</summary>
/// <param name="Bytes">Their lines. Valid until the next block is asked for.</param>
/// <param name="Commands">How many answers come.</param>
internal readonly record struct CommandBlock(ReadOnlyMemory<byte> Bytes, int Commands);
