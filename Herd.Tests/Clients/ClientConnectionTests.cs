using Akka.Actor;
using Herd.Actors.Clients;
using Herd.Actors.Locations;
using Herd.Actors.Places;
using Herd.Actors.Protocol;
using Herd.Tests.Protocol;
using Xunit;

namespace Herd.Tests.Clients;

public class ClientConnectionTests() : ClientTestKit("")
{
    [Fact]
    public async Task A_client_is_cut_off_when_the_registry_fails_over_its_report()
    {
        var client = Connect();
        client.Send(Kiwi + "\n");
        Registry.ExpectMsg<Report>();
        Registry.Reply(RegistryFailed.Instance);

        await client.Accept.Done.WaitAsync(TimeSpan.FromSeconds(20));
        await Assert.ThrowsAnyAsync<Exception>(client.ReadSome);
    }

    [Fact]
    public async Task An_IAMAT_is_answered_once_it_is_stored()
    {
        var client = Connect();
        client.Send(Kiwi + "\n");
        var report = Registry.ExpectMsg<Report>();
        Assert.Equal(KiwiAt, Bytes.Text(new UpdateFrame(report.Frames.Span).AtLine));
        Assert.True(client.HasNothingToRead());

        Registry.Reply(Reported.Instance);
        Assert.Equal(KiwiAt + "\n", await client.ReadSome());
    }

    [Fact]
    public async Task A_WHATSAT_is_answered_with_the_AT_line_and_places_in_one_piece()
    {
        var client = Connect();
        client.Send("WHATSAT kiwi 12.5 7\n");
        LocateKiwi();
        var find = Places.ExpectMsg<FindPlaces>();
        Assert.Equal((34.5, -118.25, 12.5, 7), (find.Latitude, find.Longitude, find.RadiusKilometres, find.Bound));

        Places.Reply(new PlacesFound(find.Id, Bytes.Of("{\n\"results\":[]}")));
        Assert.Equal(KiwiAt + "\n{\n\"results\":[]}\n\n", await client.ReadSome());
    }

    [Theory]
    [InlineData("hello", "? hello\n")]
    [InlineData(" \tAT Goloman +0.5 kiwi +1+1 1 \r", "? AT Goloman +0.5 kiwi +1+1 1\n")]
    [InlineData("iamat kiwi  +1+1\t1", "? iamat kiwi  +1+1\t1\n")]
    [InlineData("\xFF\0\x80", "? \xFF\0\x80\n")]
    public async Task What_is_no_command_is_refused_byte_for_byte(string line, string answer)
    {
        var client = Connect();
        client.Send(line + "\n");
        Assert.Equal(answer, await client.ReadSome());
        Registry.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_command_may_come_byte_by_byte_and_blank_lines_are_answered_with_nothing()
    {
        var client = Connect();
        foreach (var value in Bytes.Of("\r\n \n\n" + Kiwi + "\r\n\n"))
            client.Send(new[] { value });
        StoreReport();
        Assert.Equal(KiwiAt + "\n", await client.ReadSome());
        client.Send("\nx\n");
        Assert.Equal("? x\n", await client.ReadSome());
    }

    [Fact]
    public async Task The_last_line_needs_no_line_ending_and_a_client_that_half_closes_reads_everything()
    {
        var client = Connect();
        client.Send("x\n" + Kiwi);
        client.CloseSending();
        StoreReport();
        Assert.Equal("? x\n" + KiwiAt + "\n", await client.ReadToEnd());
        await client.Accept.Done.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Five_thousand_commands_in_one_write_are_answered_in_order()
    {
        var client = Connect();
        client.Send(string.Concat(Enumerable.Range(0, 5000).Select(i => $"IAMAT kiwi{i} +34.{i:D4}-118.25 999.5\n")));
        client.CloseSending();
        var answers = client.ReadToEnd();
        for (var stored = 0; stored < 5000;)
        {
            var report = Registry.ExpectMsg<Report>();
            Assert.InRange(report.Frames.Length, 1, 64 * 1024);
            Assert.Equal(Enumerable.Range(stored, report.Count).Select(i => GeoPoint.FromDegrees(34 + i / 10_000.0, -118.25)), report.Points!.Take(report.Count));
            stored += report.Count;
            Registry.Reply(Reported.Instance);
        }

        var expected = Enumerable.Range(0, 5000).Select(i => $"AT Goloman +0.500000000 kiwi{i} +34.{i:D4}-118.25 999.5\n");
        Assert.Equal(string.Concat(expected), await answers);
    }

    [Fact]
    public async Task A_million_bytes_without_a_line_ending_are_refused_once_and_close_the_connection()
    {
        var client = Connect();
        for (var i = 0; i < 100; i++)
            client.Send(new string('x', 10_000));
        client.Send("\nIAMAT kiwi +1+1 1\n");
        await client.Sent.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("? " + new string('x', 64) + "\n", await client.ReadToEnd());
        await client.Accept.Done.WaitAsync(TimeSpan.FromSeconds(20));
        Registry.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task Before_an_over_long_line_everything_is_answered()
    {
        Settings = Settings with { MaxLineLength = 40 };
        var client = Connect();
        client.Send(Kiwi + "\n" + new string('y', 41) + "\n" + Kiwi + "\n");
        StoreReport();
        Assert.Equal(KiwiAt + "\n? " + new string('y', 41) + "\n", await client.ReadToEnd());
        Registry.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task An_over_long_line_behind_a_WHATSAT_is_answered_behind_it()
    {
        var client = Connect();
        client.Send("WHATSAT kiwi 1 1\n" + new string('y', 9000));
        LocateKiwi();
        FindPlaces();
        Assert.Equal($"{KiwiAt}\n{{}}\n\n? {new string('y', 64)}\n", await client.ReadToEnd());
    }

    [Fact]
    public async Task With_close_on_invalid_an_invalid_command_is_the_last_one()
    {
        Settings = Settings with { CloseOnInvalid = true };
        var client = Connect();
        client.Send(Kiwi + "\nx\n" + Kiwi + "\n");
        StoreReport();
        Assert.Equal(KiwiAt + "\n? x\n", await client.ReadToEnd());
        await client.Accept.Done.WaitAsync(TimeSpan.FromSeconds(20));
        Registry.ExpectNoMsg(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\n\r\nIAMAT evil +0+0 999\n")]
    [InlineData("GET /IAMAT%20evil%20+0+0%20999 HTTP/1.0\nIAMAT evil +0+0 999\n")]
    [InlineData("\r\n  OPTIONS * HTTP/1.1 \t\r\nIAMAT evil +0+0 999\nx\n")]
    public async Task A_request_line_of_HTTP_closes_the_connection_and_nothing_behind_it_counts(string request)
    {
        var client = Connect();
        client.Send(request);
        Assert.Equal("", await client.ReadToEnd());
        await client.Accept.Done.WaitAsync(TimeSpan.FromSeconds(20));
        Registry.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task What_stands_before_a_request_line_of_HTTP_is_answered()
    {
        var client = Connect();
        client.Send($"{Kiwi}\nx\nWHATSAT kiwi 1 1\nGET / HTTP/1.1\nx\n{Kiwi}\n");
        StoreReport();
        LocateKiwi();
        FindPlaces();
        Assert.Equal($"{KiwiAt}\n? x\n{KiwiAt}\n{{}}\n\n", await client.ReadToEnd());
        Registry.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_request_line_of_HTTP_may_come_in_pieces_and_be_the_last_without_a_line_ending()
    {
        var client = Connect();
        client.Send("POST / HT");
        client.Send("TP/1.1");
        client.CloseSending();
        Assert.Equal("", await client.ReadToEnd());
        Registry.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task Commands_beyond_the_limits_of_the_settings_are_refused_byte_for_byte_and_not_stored()
    {
        Settings = Settings with { MaxIdLength = 5, MaxAhead = TimeSpan.FromSeconds(60) };
        var client = Connect();
        const string Refused = "IAMAT  123456 +1+1 1\nWHATSAT 123456 1 1\nIAMAT k +1+1 1060.000000001";
        client.Send($"{Refused}\nIAMAT 12345 +1+1 1060\n");
        StoreReport();
        var expected = $"? {Refused.Replace("\n", "\n? ", StringComparison.Ordinal)}\nAT Goloman -60.000000000 12345 +1+1 1060\n";
        Assert.Equal(expected, await client.Read(expected.Length));
        Registry.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_WHATSAT_sees_every_IAMAT_before_it_and_none_behind_it()
    {
        var client = Connect();
        client.Send($"{Kiwi}\nWHATSAT kiwi 1 1\nIAMAT kiwi +1+1 1000\n");
        Registry.ExpectMsg<Report>();
        Registry.Reply(Reported.Instance);
        LocateKiwi();
        Assert.Equal(KiwiAt + "\n", await client.ReadSome());
        Registry.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        FindPlaces();
        StoreReport();
        var expected = KiwiAt + "\n{}\n\nAT Goloman +0.000000000 kiwi +1+1 1000\n";
        Assert.Equal(expected, await client.Read(expected.Length));
    }

    [Fact]
    public async Task Answers_before_an_unknown_client_are_not_held_back_and_commands_behind_it_wait()
    {
        var client = Connect();
        client.Send($"{Kiwi}\nWHATSAT kiwi 1 1\nWHATSAT fig 1 1\nx\n{Kiwi}\n");
        StoreReport();
        Assert.Equal(2, Registry.ExpectMsg<Locate>().Clients.Count);
        Registry.Reply(new Located([Bytes.Of(KiwiAt)]));
        FindPlaces();
        var before = $"{KiwiAt}\n{KiwiAt}\n{{}}\n\n";
        Assert.Equal(before, await client.Read(before.Length));
        var connection = Registry.LastSender;
        Registry.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        connection.Tell(ClientArrived.Instance);
        var again = Registry.ExpectMsg<Locate>();
        Assert.Equal(["fig"], again.Clients.Select(id => Bytes.Text(id.Span)));
        Assert.False(again.SkipUnknown);
        Registry.Reply(new Located([Bytes.Of("AT Hands +0.1 fig +1+2 5")]));
        FindPlaces("{1}");
        StoreReport();
        var behind = $"AT Hands +0.1 fig +1+2 5\n{{1}}\n\n? x\n{KiwiAt}\n";
        Assert.Equal(behind, await client.Read(behind.Length));
    }

    [Fact]
    public async Task A_client_that_arrives_while_others_are_answered_is_asked_for_again_when_its_turn_comes()
    {
        var client = Connect();
        client.Send("WHATSAT kiwi 1 1\nWHATSAT fig 1 1\n");
        Registry.ExpectMsg<Locate>();
        Registry.Reply(new Located([Bytes.Of(KiwiAt)]));
        Registry.Reply(ClientArrived.Instance);
        HasHandledWhatItWasTold(Registry.LastSender);
        FindPlaces();
        Assert.False(Registry.ExpectMsg<Locate>().SkipUnknown);
        Registry.Reply(new Located([Bytes.Of(KiwiAt)]));
        FindPlaces();
        var expected = $"{KiwiAt}\n{{}}\n\n{KiwiAt}\n{{}}\n\n";
        Assert.Equal(expected, await client.Read(expected.Length));
    }

    [Fact]
    public async Task A_client_that_arrives_while_no_answers_are_taken_is_asked_for_again_when_they_are()
    {
        var client = Connect(takes: 10);
        client.Send($"{Kiwi}\nWHATSAT fig 1 1\n");
        StoreReport();
        Registry.ExpectMsg<Locate>();
        Registry.Reply(new Located([]));
        Registry.Reply(ClientArrived.Instance);
        HasHandledWhatItWasTold(Registry.LastSender);
        Registry.ExpectNoMsg(TimeSpan.Zero);

        Assert.Equal(KiwiAt + "\n", await client.Read(KiwiAt.Length + 1));
        Assert.False(Registry.ExpectMsg<Locate>().SkipUnknown);
        Registry.Reply(new Located([Bytes.Of("AT Hands +0.1 fig +1+2 5")]));
        FindPlaces();
        const string Expected = "AT Hands +0.1 fig +1+2 5\n{}\n\n";
        Assert.Equal(Expected, await client.Read(Expected.Length));
    }

    [Fact]
    public async Task Places_that_come_in_another_order_are_answered_in_the_order_of_the_commands()
    {
        var client = Connect();
        client.Send(string.Concat(Enumerable.Range(0, CommandBatch.FirstWhatsAts).Select(i => $"WHATSAT kiwi{i} 1 {i}\n")));
        Registry.ExpectMsg<Locate>();
        Registry.Reply(new Located([.. Enumerable.Range(0, CommandBatch.FirstWhatsAts).Select(i => Bytes.Of($"AT A +0.0 kiwi{i} +1+1 1"))]));
        var questions = Enumerable.Range(0, CommandBatch.FirstWhatsAts).Select(_ => Places.ExpectMsg<FindPlaces>()).ToList();
        foreach (var question in questions.AsEnumerable().Reverse())
            Places.Reply(new PlacesFound(question.Id, Bytes.Of($"{{{question.Bound}}}")));

        var expected = string.Concat(Enumerable.Range(0, CommandBatch.FirstWhatsAts).Select(i => $"AT A +0.0 kiwi{i} +1+1 1\n{{{i}}}\n\n"));
        Assert.Equal(expected, await client.Read(expected.Length));
    }

    [Fact]
    public async Task Any_number_of_WHATSATs_is_answered_a_few_at_a_time()
    {
        var client = Connect();
        client.Send(string.Concat(Enumerable.Repeat("WHATSAT kiwi 1 1\n", 100)));
        client.CloseSending();
        var answers = client.ReadToEnd();
        for (var answered = 0; answered < 100;)
        {
            var asked = Registry.ExpectMsg<Locate>().Clients.Count;
            Assert.InRange(asked, 1, 16);
            Registry.Reply(new Located([.. Enumerable.Repeat(Bytes.Of(KiwiAt), asked)]));
            for (var i = 0; i < asked; i++)
                FindPlaces();
            answered += asked;
        }

        Assert.Equal(string.Concat(Enumerable.Repeat(KiwiAt + "\n{}\n\n", 100)), await answers);
    }

    [Fact]
    public async Task A_client_that_reads_nothing_has_a_few_answers_waiting_and_of_long_ones_fewer()
    {
        var json = new string('x', CommandBatch.MaxHeldBack);
        var answer = $"{KiwiAt}\n{json}\n\n";
        var client = Connect(takes: 1);
        client.Send(string.Concat(Enumerable.Repeat("WHATSAT kiwi 1 1\n", 1000)));
        foreach (var atOnce in new[] { CommandBatch.FirstWhatsAts, 1, 1 })
        {
            Assert.Equal(atOnce, Registry.ExpectMsg<Locate>().Clients.Count);
            Registry.Reply(new Located([.. Enumerable.Repeat(Bytes.Of(KiwiAt), atOnce)]));
            for (var i = 0; i < atOnce; i++)
                FindPlaces(json);
            HasHandledWhatItWasTold(Places.LastSender);
            Registry.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
            Places.ExpectNoMsg(TimeSpan.Zero);
            Assert.Equal(string.Concat(Enumerable.Repeat(answer, atOnce)), await client.Read(atOnce * answer.Length));
        }
    }

    [Fact]
    public async Task Nothing_is_read_while_the_client_takes_no_answers()
    {
        var client = Connect(takes: 10);
        client.Send(Kiwi + "\n");
        StoreReport();
        client.Send(Kiwi + "\n");
        Registry.ExpectNoMsg(TimeSpan.FromMilliseconds(100));

        Assert.Equal(KiwiAt + "\n", await client.ReadSome());
        StoreReport();
        Assert.Equal(KiwiAt + "\n", await client.ReadSome());
    }

    [Fact]
    public async Task Lines_and_answers_are_told_to_the_message_log_as_they_were()
    {
        var log = new RecordingLog();
        MessageLog = log;
        var client = Connect();
        client.Send($"{Kiwi}\r\n x \nWHATSAT kiwi 1 1\nunfin");
        StoreReport();
        LocateKiwi();
        FindPlaces();
        var expected = $"{KiwiAt}\n? x\n{KiwiAt}\n{{}}\n\n";
        Assert.Equal(expected, await client.Read(expected.Length));
        Assert.Equal($"{Kiwi}\r\n x \nWHATSAT kiwi 1 1\n", log.AllReceived);
        Assert.Equal(expected, log.AllSent);
    }
}
