using System.Buffers.Text;
using System.Text;
using Herd.Actors.Locations;
using Herd.Actors.Streams;
using Xunit;

namespace Herd.Tests.Streams;

public class CursorSealTests
{
    private readonly CursorSeal _seal = new("goloman", "a secret");

    [Fact]
    public void Each_node_of_the_herd_opens_what_another_sealed()
    {
        var cursor = Cursor(sequence: 7);

        var opened = StreamCursor.Parse(cursor.Text(_seal), new CursorSeal("goloman", "a secret"))!;

        Assert.Equal((7UL, 5), (opened.Vector["Goloman", 1], opened.Time));
        Assert.Equal([new Stamp("Hands", 2, 9)], opened.Beyond);
    }

    [Theory]
    [InlineData("goloman", "another")]
    [InlineData("goloman", "")]
    [InlineData("alford", "a secret")]
    public void No_other_herd_opens_it(string herd, string secret) =>
        Assert.Null(StreamCursor.Parse(Cursor(sequence: 7).Text(_seal), new CursorSeal(herd, secret)));

    [Fact]
    public void What_was_changed_anywhere_is_not_opened()
    {
        var bytes = Base64Url.DecodeFromChars(_seal.Seal("a cursor"u8));
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 1;
            Assert.Null(_seal.Open(Base64Url.EncodeToString(bytes)));
            bytes[at] ^= 1;
            Assert.Null(_seal.Open(Base64Url.EncodeToString(bytes.AsSpan(0, at))));
        }

        Assert.Equal("a cursor"u8.ToArray(), _seal.Open(Base64Url.EncodeToString(bytes)));
        Assert.Null(_seal.Open("what has a space or a +"));
    }

    [Fact]
    public void What_is_sealed_cannot_be_read_and_another_cursor_shares_nothing_with_it()
    {
        var (one, same, other) = (Cursor(sequence: 7).Text(_seal), Cursor(sequence: 7).Text(_seal), Cursor(sequence: 8).Text(_seal));

        Assert.Equal(one, same);
        Assert.NotEqual(one[..16], other[..16]);
        Assert.DoesNotContain("Goloman", Encoding.Latin1.GetString(Base64Url.DecodeFromChars(one)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(500, true)]
    public void A_cursor_is_too_long_exactly_if_its_text_is(int origins, bool isTooLong)
    {
        var cursor = new StreamCursor(VersionVector.From(Enumerable.Range(0, origins).Select(number => ($"Node-{number:0000}", 1UL, 1UL))), [], 5);

        Assert.Equal((isTooLong, isTooLong), (cursor.IsTooLong, cursor.Text(_seal).Length > StreamCursor.MaxLength));
    }

    private static StreamCursor Cursor(ulong sequence) => new(VersionVector.From([("Goloman", 1, sequence)]), [new Stamp("Hands", 2, 9)], 5);
}
