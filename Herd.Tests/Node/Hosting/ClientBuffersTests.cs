using Herd.Node.Hosting;
using Xunit;

namespace Herd.Tests.Node.Hosting;

public class ClientBuffersTests
{
    private const int Small = 4 * 1024;
    private const int Large = 64 * 1024;

    private readonly ClientBuffers _buffers = new();

    [Fact]
    public void While_reads_fill_them_they_grow_and_when_little_comes_they_shrink_again()
    {
        Assert.Equal(Small, Room());
        for (var i = 0; i < 10; i++)
            FillWith(answers: 1.5);
        Assert.Equal(Large, Room());
        for (var i = 0; i < 10; i++)
            _buffers.Adapt(Room(), 20);
        Assert.Equal(Small, Room());
    }

    [Fact]
    public void Those_of_a_client_whose_answers_are_long_stay_small()
    {
        for (var i = 0; i < 10; i++)
        {
            FillWith(answers: 100);
            Assert.InRange(Room(), Small, 2 * Small);
        }
    }

    [Fact]
    public void One_whose_answers_get_long_has_small_ones_again()
    {
        for (var i = 0; i < 10; i++)
            FillWith(answers: 1.5);
        FillWith(answers: 100);
        FillWith(answers: 100);
        Assert.Equal(Small, Room());
    }

    private int Room()
    {
        using var buffer = _buffers.Rent();
        return buffer.Memory.Length;
    }

    /// <summary>A full read, whose answers are so many times as long.</summary>
    private void FillWith(double answers)
    {
        var room = Room();
        _buffers.Adapt(room, room);
        _buffers.Answer((int)(room * answers));
    }
}
