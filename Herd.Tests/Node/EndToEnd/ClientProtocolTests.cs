using System.Globalization;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

public sealed class ClientProtocolTests : IAsyncLifetime
{
    private RunningHerd _herd = null!;

    public async Task InitializeAsync() => _herd = await RunningHerd.StartOneAsync();

    public async Task DisposeAsync() => await _herd.DisposeAsync();

    [Fact]
    public async Task A_command_that_comes_byte_by_byte_is_understood()
    {
        using var client = await ConnectAsync();

        foreach (var b in HerdClient.Iamat("kiwi") + "\r\n")
            await client.SendAsync(b.ToString());

        Assert.StartsWith("AT Goloman ", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_thousand_commands_in_one_write_are_answered_in_their_order()
    {
        const int Count = 5000;
        using var client = await ConnectAsync();

        var sending = client.SendAsync(string.Concat(Enumerable.Range(0, Count).Select(i => HerdClient.Iamat($"client-{i}") + "\n")));

        for (var i = 0; i < Count; i++)
            Assert.EndsWith($" client-{i} +34.068930-118.445127 1", await client.ReadLineAsync(), StringComparison.Ordinal);
        await sending;
    }

    [Fact]
    public async Task A_client_that_half_closes_without_a_newline_has_its_whole_answer()
    {
        using var client = await ConnectAsync();
        await client.AskAsync(HerdClient.Iamat("kiwi"));
        await client.SendAsync("WHATSAT kiwi 10 2");
        client.EndSending();

        var answer = await client.ReadToEndAsync();

        var newline = answer.IndexOf('\n', StringComparison.Ordinal);
        Assert.StartsWith("AT Goloman ", answer, StringComparison.Ordinal);
        Assert.EndsWith("}\n\n", answer, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(answer[newline..]);
        Assert.Equal(2, json.RootElement.GetProperty("results").GetArrayLength());
        Assert.DoesNotContain("\n\n", answer[..^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_sends_without_end_behind_a_line_that_is_too_long_is_cut_off()
    {
        const int MaxPieces = 2000;
        using var client = await ConnectAsync();
        var piece = new string('x', 64 * 1024);
        await client.SendAsync(piece);
        Assert.StartsWith("? xxx", await client.ReadLineAsync(), StringComparison.Ordinal);

        var sent = 0;
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            for (; sent < MaxPieces; sent++)
                await client.SendAsync(piece);
        });

        Assert.InRange(sent, 0, MaxPieces - 1);
    }

    [Fact]
    public async Task White_space_of_any_kind_stands_between_fields_and_blank_lines_are_nothing()
    {
        using var client = await ConnectAsync();

        await client.SendAsync(" \t\r\n\n\v IAMAT\t\vkiwi  \f+34.068930-118.445127 1 \r\n");

        Assert.EndsWith(" kiwi +34.068930-118.445127 1", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IAMAT kiwi 34.068930-118.445127 1")]
    [InlineData("IAMAT kiwi +34.068930-118.445127 nan")]
    [InlineData("IAMAT kiwi +34.068930-118.445127")]
    [InlineData("WHATSAT kiwi 51 5")]
    [InlineData("WHATSAT kiwi 10 21")]
    [InlineData("AT Goloman +0.1 kiwi +34.068930-118.445127 1")]
    [InlineData("iamat kiwi +34.068930-118.445127 1")]
    [InlineData("\u00ff\u00fe\u0000\u0080 \u00c3\u0028")]
    public async Task What_is_no_command_comes_back_byte_for_byte_and_the_connection_stays(string line)
    {
        using var client = await ConnectAsync();

        Assert.Equal($"? {line}", await client.AskAsync($" {line} \r"));
        Assert.StartsWith("AT Goloman ", await client.AskAsync(HerdClient.Iamat("kiwi")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_may_have_any_name_that_is_no_white_space()
    {
        using var client = await ConnectAsync();

        var line = await client.AskAsync("IAMAT \u00ff\u0000\u0080 +0+0 1");

        Assert.EndsWith(" \u00ff\u0000\u0080 +0+0 1", line, StringComparison.Ordinal);
        Assert.Equal(line, await client.LocateAsync("\u00ff\u0000\u0080"));
    }

    [Fact]
    public async Task A_line_of_a_million_bytes_is_refused_and_the_connection_closed()
    {
        using var client = await ConnectAsync();

        await client.SendAsync("IAMAT " + new string('x', 1_000_000));
        var answer = await client.ReadToEndAsync();

        Assert.Equal("? IAMAT " + new string('x', 58), answer.TrimEnd('\n'));
    }

    [Fact]
    public async Task Clients_that_connect_and_leave_leave_nothing_behind()
    {
        for (var i = 0; i < 50; i++)
        {
            using var client = await ConnectAsync();
            if (i % 2 == 0)
                await client.SendAsync("IAMAT half a li");
        }

        using var last = await ConnectAsync();
        Assert.StartsWith("AT Goloman ", await last.AskAsync(HerdClient.Iamat("kiwi")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_waits_for_its_answer_keeps_nobody_else_waiting()
    {
        using var waiting = await ConnectAsync();
        using var other = await ConnectAsync();

        await waiting.SendLineAsync("WHATSAT nobody 10 5");
        Assert.StartsWith("AT Goloman ", await other.AskAsync(HerdClient.Iamat("kiwi")), StringComparison.Ordinal);

        Assert.Equal("? WHATSAT nobody 10 5", await waiting.ReadLineAsync());
    }

    [Fact]
    public async Task A_web_page_can_not_report()
    {
        using (var page = await ConnectAsync())
        {
            await page.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 29\r\n\r\nIAMAT evil +0+0 1\r\n" + new string('x', 100_000));
            Assert.Equal("", await page.ReadToEndAsync());
        }

        using var client = await ConnectAsync();
        Assert.Equal("? WHATSAT evil 1 0", await client.LocateAsync("evil"));
    }

    [Fact]
    public async Task A_time_a_day_ahead_is_taken_and_a_later_one_is_not()
    {
        using var client = await ConnectAsync();
        var now = DateTimeOffset.UtcNow;
        var (ahead, far) = (now.AddHours(23).ToUnixTimeSeconds(), now.AddHours(25).ToUnixTimeSeconds());

        var told = await client.AskAsync($"IAMAT kiwi +1+1 {ahead}");
        Assert.StartsWith("AT Goloman -", told, StringComparison.Ordinal);
        Assert.Equal($"? IAMAT kiwi +2+2 {far}", await client.AskAsync($"IAMAT kiwi +2+2 {far}"));
        Assert.Equal(told, await client.LocateAsync("kiwi"));
    }

    [Fact]
    public async Task A_client_ID_of_1_KiB_is_taken_and_a_longer_one_is_not()
    {
        using var client = await ConnectAsync();
        var id = new string('i', 1024);

        Assert.EndsWith($" {id} +34.068930-118.445127 1", await client.AskAsync(HerdClient.Iamat(id)), StringComparison.Ordinal);
        Assert.Equal($"? {HerdClient.Iamat(id + "i")}", await client.AskAsync(HerdClient.Iamat(id + "i")));
        Assert.Equal($"? WHATSAT {id}i 1 0", await client.LocateAsync(id + "i"));
    }

    [Fact]
    public async Task The_system_looks_whether_a_silent_client_is_still_there()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var client = await ConnectAsync();
        await client.AskAsync(HerdClient.Iamat("kiwi"));

        // sl local_address rem_address st tx_queue:rx_queue tr:tm->when …; st 01: established, tr 02: keepalive.
        var local = string.Create(CultureInfo.InvariantCulture, $":{_herd.ClientsOf("Goloman").Port:X4}");
        var timers = File.ReadLines("/proc/net/tcp")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[1].EndsWith(local, StringComparison.Ordinal) && fields[3] == "01")
            .Select(fields => fields[5]);
        var timer = Assert.Single(timers);
        Assert.StartsWith("02:", timer, StringComparison.Ordinal);
        // In hundredths of a second.
        Assert.InRange(Convert.ToInt64(timer[3..], 16), 1, 120 * 100);
    }

    [Fact]
    public async Task What_came_and_went_is_in_the_message_log()
    {
        using (var client = await ConnectAsync())
        {
            await client.SendAsync(Encoding.Latin1.GetBytes(HerdClient.Iamat("kiwi") + "\n\u00ff\nWHATSAT kiwi 10 1\n"));
            client.EndSending();
            await client.ReadToEndAsync();
        }

        await _herd.StopAsync();

        var lines = _herd.ReadMessageLog("Goloman").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["< IAMAT kiwi +34.068930-118.445127 1", "< \\xff", "< WHATSAT kiwi 10 1"],
            lines.Where(line => line.Contains(" #1 < ", StringComparison.Ordinal)).Select(line => line[(line.IndexOf("#1", StringComparison.Ordinal) + 3)..]));
        Assert.Equal(4, lines.Count(line => line.Contains(" #1 > ", StringComparison.Ordinal)));
    }

    private Task<HerdClient> ConnectAsync() => _herd.ConnectAsync("Goloman");
}
