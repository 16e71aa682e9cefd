using System.Text;
using Herd.Actors.Protocol;
using Herd.Bench.Load;
using Xunit;

namespace Herd.Tests.Bench;

public sealed class CommandSourceTests
{
    [Fact]
    public void A_client_that_moves_reports_newer_times_which_are_now()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var source = new MovingClients("mover-", 5, 2);
        var reports = Enumerable.Range(0, 12).SelectMany(_ => Reports(source.Next())).ToList();

        Assert.Equal(["mover-000000000", "mover-000000001", "mover-000000002", "mover-000000003", "mover-000000004"], reports.Select(report => report.Client).Distinct());
        foreach (var client in reports.GroupBy(report => report.Client))
            Assert.All(client.Zip(client.Skip(1)), pair => Assert.True(pair.First.Time < pair.Second.Time));
        Assert.All(reports, report => Assert.InRange(report.Time.Seconds, before, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1));
    }

    [Theory]
    [InlineData(false, 13)]
    [InlineData(true, 0)]
    public void Clients_walk_or_stand(bool stand, int step)
    {
        var source = new MovingClients("mover-", 2, 2, stand);
        var lines = Enumerable.Range(0, 3).Select(_ => Encoding.ASCII.GetString(source.Next().Bytes.Span)).ToList();

        Assert.All(lines.Select((text, number) => (text, number)), line => Assert.Contains(
            $" +34.618{step * (line.number + 1):D3}-118.033000 ", line.text, StringComparison.Ordinal));
    }

    [Fact]
    public void New_clients_report_once_and_end()
    {
        var source = new NewClients("new-", 3, 9);
        var reports = Enumerable.Range(0, 3).SelectMany(_ => Reports(source.Next())).ToList();

        Assert.Equal(Enumerable.Range(0, 9).Select(number => $"new-{number:D9}"), reports.Select(report => report.Client));
        Assert.Equal(0, source.Next().Commands);
    }

    [Fact]
    public void Clients_are_scattered_over_a_square_degree()
    {
        var source = new NewClients("new-", 1_000, 100_000);
        var places = Enumerable.Range(0, 100).SelectMany(_ => Encoding.ASCII.GetString(source.Next().Bytes.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => (North: line.Split(' ')[2][4..7], East: line.Split(' ')[2][15..18])).ToList();

        Assert.Equal(100_000, places.Distinct().Count());
        foreach (var by in (Func<(string North, string East), string>[])[place => place.North[..2] + place.East[..1], place => place.North[..1] + place.East[..2]])
            Assert.All(places.CountBy(by), part => Assert.InRange(part.Value, 80, 120));
    }

    private static List<(string Client, PosixTime Time)> Reports(CommandBlock block)
    {
        var lines = Encoding.ASCII.GetString(block.Bytes.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(block.Commands, lines.Length);
        return [.. lines.Select(Report)];
    }

    private static (string, PosixTime) Report(string line)
    {
        var bytes = Encoding.ASCII.GetBytes(line);
        var command = CommandParser.Parse(bytes);
        Assert.Equal(CommandKind.IAmAt, command.Kind);
        return (Encoding.ASCII.GetString(command.Client.Of(bytes)), command.Time);
    }
}
