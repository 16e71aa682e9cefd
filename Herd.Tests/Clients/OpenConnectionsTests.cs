using System.Net;
using Herd.Actors.Clients;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Herd.Tests.Clients;

public class OpenConnectionsTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void What_is_refused_is_told_once_a_minute_for_each_address()
    {
        var open = new OpenConnections(ClientSettings.Default with { MaxConnectionsPerAddress = 1 }, _clock);
        Assert.True(open.TryAdd(Address(1), out _));
        Assert.True(open.TryAdd(Address(2), out _));
        Assert.Contains("192.0.2.1", Refusal(open, 1), StringComparison.Ordinal);
        Assert.Null(Refusal(open, 1));
        Assert.Contains("192.0.2.2", Refusal(open, 2), StringComparison.Ordinal);

        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(Refusal(open, 1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(Refusal(open, 1));
        Assert.Equal(2, open.Count);
    }

    [Fact]
    public void An_address_that_comes_and_goes_is_not_told_of_more_often()
    {
        var open = new OpenConnections(ClientSettings.Default with { MaxConnectionsPerAddress = 1 }, _clock);
        var told = 0;
        for (var i = 0; i < 100; i++)
        {
            Assert.True(open.TryAdd(Address(1), out _));
            told += Refusal(open, 1) is null ? 0 : 1;
            open.Remove(Address(1));
        }

        Assert.Equal(1, told);
        Assert.Equal(0, open.Count);
    }

    [Fact]
    public void Too_many_in_all_are_told_of_once_a_minute_too()
    {
        var open = new OpenConnections(ClientSettings.Default with { MaxConnections = 1 }, _clock);
        Assert.True(open.TryAdd(Address(1), out _));
        Assert.Contains("herd.client.max-connections ", Refusal(open, 2), StringComparison.Ordinal);
        Assert.Null(Refusal(open, 3));
    }

    private static string? Refusal(OpenConnections open, byte address)
    {
        Assert.False(open.TryAdd(Address(address), out var reason));
        return reason;
    }

    private static ClientAddress Address(byte last) => ClientAddress.Of(new IPEndPoint(new IPAddress([192, 0, 2, last]), 1));
}
