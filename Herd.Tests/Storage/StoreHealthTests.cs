using Herd.Actors.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Herd.Tests.Storage;

public class StoreHealthTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly StoreHealth _health;

    public StoreHealthTests() => _health = new StoreHealth(_clock);

    [Fact]
    public void A_fault_is_told_until_it_is_mended()
    {
        Assert.Null(_health.Fault);
        _health.Failed("the disk is full");
        Assert.Equal("the disk is full", _health.Fault);
        _health.Mended();
        Assert.Null(_health.Fault);
    }

    [Fact]
    public void A_disk_that_does_not_answer_is_told_of_as_long_as_it_does_not()
    {
        _health.BeginWrite();
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(_health.Fault);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("the disk hasn't answered for 7 s", _health.Fault);
        _health.EndWrite();
        Assert.Null(_health.Fault);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(_health.Fault);
    }
}
