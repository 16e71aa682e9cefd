using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Protocol;

public class LineSplitterTests
{
    private const int MaxLength = 100;
    private static readonly string Long = new('a', MaxLength);

    [Fact]
    public void Whole_lines_are_read_and_the_rest_is_left()
    {
        Assert.Equal(["one\r", "", "two"], Read("one\r\n\ntwo\nthr", isLast: false, out var consumed));
        Assert.Equal(10, consumed);
    }

    [Fact]
    public void What_is_left_at_the_end_of_all_is_a_line()
    {
        Assert.Equal(["one", "two"], Read("one\ntwo", isLast: true, out var consumed));
        Assert.Equal(7, consumed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("one\n")]
    public void Nothing_left_is_no_line(string text)
    {
        Assert.Equal(text.Length / 4, Read(text, isLast: true, out _).Count);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("")]
    public void A_line_of_the_longest_length_is_read_whatever_it_ends_with(string ending)
    {
        Assert.Equal([Long + ending.TrimEnd('\n')], Read(Long + ending, isLast: true, out _));
    }

    [Theory]
    [InlineData("a\n")]
    [InlineData("a\r\n")]
    [InlineData("\r\r\n")]
    [InlineData("a")]
    [InlineData("aaa")]
    public void One_byte_more_is_over_long_and_only_its_first_64_bytes_are_given(string more)
    {
        Assert.Equal(["!" + Long[..64]], Read(Long + more, isLast: false, out _));
    }

    [Fact]
    public void An_unfinished_line_with_a_CR_behind_the_longest_length_may_still_end()
    {
        Assert.Empty(Read(Long + "\r", isLast: false, out _));
        Assert.Equal([Long + "\r"], Read(Long + "\r\n", isLast: false, out _));
    }

    [Fact]
    public void A_million_bytes_without_a_line_ending_are_not_gathered()
    {
        var bytes = Enumerable.Repeat((byte)'x', 1_000_000).ToArray();
        var sequence = Bytes.Cut(bytes, Enumerable.Range(1, 200).Select(i => i * 4096));
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var splitter = new LineSplitter(sequence, false, 8192);
        Assert.True(splitter.TryRead(out var line, out var isOverLong));
        Assert.True(isOverLong);
        Assert.Equal(64, line.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(MaxLength)]
    public void However_bytes_are_cut_into_reads_and_segments_the_lines_are_the_same(int maxLength)
    {
        var alphabet = Gen.Frequency(
            (8, Gen.Elements((byte)'a', (byte)'b', (byte)0, (byte)255)),
            (1, Gen.Constant((byte)'\n')),
            (1, Gen.Constant((byte)'\r')));
        var bytes = Gen.Choose(1, 400).SelectMany(length => alphabet.ArrayOf(length));
        var cuts = Gen.Choose(1, 400).ListOf();
        Prop.ForAll(
                bytes.ToArbitrary(),
                cuts.Two().ToArbitrary(),
                (all, at) => ReadInPieces(all, at.Item1, at.Item2, maxLength).SequenceEqual(Expected(all, maxLength)))
            .QuickCheckThrowOnFailure();
    }

    /// <summary>A simple model of the protocol; "!" marks an over-long line.</summary>
    private static List<string> Expected(byte[] bytes, int maxLength)
    {
        List<string> expected = [];
        var lines = Bytes.Text(bytes).Split('\n').ToList();
        if (lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        foreach (var line in lines)
        {
            var content = line.EndsWith('\r') ? line[..^1] : line;
            if (content.Length > maxLength)
                return [.. expected, "!" + content[..Math.Min(64, content.Length)]];
            expected.Add(line);
        }

        return expected;
    }

    /// <summary>Like a pipe: unconsumed bytes come again, with more after them.</summary>
    private static List<string> ReadInPieces(
        byte[] bytes, IEnumerable<int> reads, IEnumerable<int> segments, int maxLength)
    {
        List<string> lines = [];
        var consumed = 0;
        foreach (var end in reads.Where(end => end < bytes.Length).Order().Append(bytes.Length))
        {
            var rest = bytes[consumed..end];
            var cuts = segments.Select(cut => cut - consumed);
            lines.AddRange(Read(Bytes.Cut(rest, cuts), end == bytes.Length, maxLength, out var length));
            consumed += (int)length;
            if (lines.Count > 0 && lines[^1].StartsWith('!'))
                break;
        }

        return lines;
    }

    private static List<string> Read(string text, bool isLast, out long consumed) =>
        Read(new ReadOnlySequence<byte>(Bytes.Of(text)), isLast, MaxLength, out consumed);

    private static List<string> Read(
        in ReadOnlySequence<byte> bytes, bool isLast, int maxLength, out long consumed)
    {
        List<string> lines = [];
        var splitter = new LineSplitter(bytes, isLast, maxLength);
        var isOverLong = false;
        while (!isOverLong && splitter.TryRead(out var line, out isOverLong))
            lines.Add((isOverLong ? "!" : "") + Bytes.Text(line));
        consumed = splitter.Consumed;
        splitter.Dispose();
        return lines;
    }
}
