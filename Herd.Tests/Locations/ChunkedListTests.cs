using Herd.Actors.Locations;
using Xunit;

namespace Herd.Tests.Locations;

public class ChunkedListTests
{
    private const int Chunk = 16_384;

    private readonly ChunkedList<long> _list = new();
    private readonly List<long> _model = [];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData(3 * Chunk)]
    [InlineData(3 * Chunk + 5)]
    public void Added_items_stay_where_they_are(int count)
    {
        Add(count);

        AssertSame();
    }

    [Fact]
    public void An_item_can_be_changed_in_place()
    {
        Add(2 * Chunk);
        foreach (var index in new[] { 0, Chunk - 1, Chunk, 2 * Chunk - 1 })
            _list[index] = _model[index] = -index;

        AssertSame();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData(2 * Chunk)]
    [InlineData(3 * Chunk + 9)]
    public void A_truncated_list_goes_on_with_new_items(int count)
    {
        Add(3 * Chunk + 9);

        _list.Truncate(count);
        _model.RemoveRange(count, _model.Count - count);
        AssertSame();
        Add(2 * Chunk + 3);
        AssertSame();
    }

    [Fact]
    public void A_list_that_was_short_when_it_was_truncated_grows_on()
    {
        Add(20);
        _list.Truncate(0);
        _model.Clear();

        Add(Chunk + 20);

        AssertSame();
    }

    private void Add(int count)
    {
        for (; count > 0; count--)
        {
            var item = 1_000_000L + _model.Count;
            _list.Add(item);
            _model.Add(item);
        }
    }

    private void AssertSame()
    {
        Assert.Equal(_model.Count, _list.Count);
        foreach (var index in new[] { 0, _model.Count / 2, _model.Count })
            Assert.Equal(_model[index..], _list.ToArray(index));
    }
}
