using Akka.Actor;
using Herd.Actors.Access;
using Herd.Actors.Locations;
using Herd.Tests.Protocol;
using Xunit;

namespace Herd.Tests.Clients;

public class ClientAccessTests : ClientTestKit
{
    private const string Secret = "jane-0123456789a";
    private const string Fig = "IAMAT fig +34.5-118.25 999.5";

    public ClientAccessTests()
        : base("")
    {
        Settings = Settings with { UnknownClientGrace = TimeSpan.FromMinutes(10) };
        Keys = KeysWith(null);
    }

    [Theory]
    [InlineData("AUTH jane " + Secret, "AUTH ok\n")]
    [InlineData(" \tAUTH  jane\v" + Secret + " \r", "AUTH ok\n")]
    public async Task A_key_is_taken_however_it_is_spaced(string line, string answer)
    {
        var client = Connect();
        client.Send(line + "\n");
        Assert.Equal(answer, await client.ReadSome());
        client.Send(Kiwi + "\n");
        StoreReport();
        Assert.Equal(KiwiAt + "\n", await client.ReadSome());
    }

    [Theory]
    [InlineData("AUTH jane " + Secret + "x")]
    [InlineData("AUTH ann " + Secret)]
    [InlineData("AUTH JANE " + Secret)]
    [InlineData("AUTH " + Secret)]
    [InlineData("AUTH")]
    [InlineData("AUTH jane " + Secret + " +1+1")]
    [InlineData("AUTH\tjane\tx\ty\tz")]
    public async Task A_wrong_key_is_not_said_again_and_nothing_behind_it_counts(string line)
    {
        var client = Connect();
        client.Send($"{line}\n{Kiwi}\nAUTH jane {Secret}\n{Kiwi}\n");
        Assert.Equal("? AUTH\n", await client.ReadToEnd());
        Registry.ExpectNoMsg(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public async Task One_that_is_too_long_is_not_said_again_either(int spaces)
    {
        var client = Connect();
        client.Send($"{new string(' ', spaces)}AUTH jane {Secret}{new string(' ', 9000)}x\n");
        Assert.Equal("? AUTH\n", await client.ReadToEnd());
    }

    [Fact]
    public async Task Wrong_keys_are_told_of_once_a_minute_for_each_address()
    {
        var log = new RecordingLog();
        MessageLog = log;
        var listener = Listen();
        for (var times = 0; times < 3; times++)
        {
            var client = new FakeClient();
            listener.Tell(client.Accept);
            client.Send($"AUTH jane {Secret}x\n");
            Assert.Equal("? AUTH\n", await client.ReadToEnd());
        }

        Assert.Equal(1, log.AllNotes.Split('\n').Count(line => line.StartsWith("a wrong key is refused, from ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Before_its_key_a_connection_is_answered_as_if_it_knew_no_commands()
    {
        var client = Connect();
        client.Send($"{Kiwi}\nWHATSAT kiwi 1 0\nhello\nAUTH jane {Secret}\n");
        Assert.Equal($"? {Kiwi}\n? WHATSAT kiwi 1 0\n? hello\nAUTH ok\n", await client.Read(Kiwi.Length + 2 + 1 + 19 + 8 + 8));
        Registry.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_client_beyond_the_pattern_is_neither_reported_nor_waited_for()
    {
        var client = Connect();
        client.Send($"AUTH jane {Secret}\n{Fig}\nWHATSAT fig 1 0\n{Kiwi}\n");
        StoreReport();
        var answers = $"AUTH ok\n? {Fig}\n? WHATSAT fig 1 0\n{KiwiAt}\n";
        Assert.Equal(answers, await client.Read(answers.Length));
    }

    [Fact]
    public async Task Answers_stay_in_order_though_a_question_is_out()
    {
        var client = Connect();
        client.Send($"AUTH jane {Secret}\nWHATSAT kiwi 1 0\nWHATSAT fig 1 0\nAUTH reader reader-0123456789\nWHATSAT fig 1 0\n{Kiwi}\n");
        LocateKiwi();
        FindPlaces();
        Assert.Equal(["fig"], Registry.ExpectMsg<Locate>().Clients.Select(asked => Bytes.Text(asked.Span)));
        Registry.Reply(new Located([Bytes.Of(KiwiAt)]));
        FindPlaces();
        var answers = $"AUTH ok\n{KiwiAt}\n{{}}\n\n? WHATSAT fig 1 0\nAUTH ok\n{KiwiAt}\n{{}}\n\n? {Kiwi}\n";
        Assert.Equal(answers, await client.Read(answers.Length));
    }

    [Fact]
    public async Task Who_needs_no_key_may_show_one_later_for_more()
    {
        Keys = KeysWith(Permissions.Read);
        var client = Connect();
        client.Send("WHATSAT fig 1 0\n");
        Registry.ExpectMsg<Locate>();
        Registry.Reply(new Located([Bytes.Of(KiwiAt)]));
        FindPlaces();
        Assert.Equal(KiwiAt + "\n{}\n\n", await client.ReadSome());

        client.Send($"{Kiwi}\nAUTH jane {Secret}\n{Kiwi}\n");
        StoreReport();
        var answers = $"? {Kiwi}\nAUTH ok\n{KiwiAt}\n";
        Assert.Equal(answers, await client.Read(answers.Length));
    }

    [Fact]
    public async Task Without_keys_AUTH_is_a_line_like_any_other()
    {
        Keys = AccessKeys.None;
        var client = Connect();
        client.Send($"AUTH jane {Secret}\n{Kiwi}\n");
        StoreReport();
        Assert.Equal($"? AUTH jane {Secret}\n{KiwiAt}\n", await client.Read(14 + Secret.Length + KiwiAt.Length));
    }

    [Fact]
    public async Task Without_keys_and_without_leave_nothing_is_taken()
    {
        Keys = new AccessKeys([], Permissions.Read);
        var client = Connect();
        client.Send($"{Kiwi}\nAUTH a b\n");
        Assert.Equal($"? {Kiwi}\n? AUTH a b\n", await client.Read(Kiwi.Length + 3 + 11));
    }

    [Fact]
    public async Task What_a_connection_may_not_do_closes_it_where_invalid_lines_do()
    {
        Settings = Settings with { CloseOnInvalid = true };
        var client = Connect();
        client.Send($"AUTH jane {Secret}\n{Fig}\n{Kiwi}\n");
        Assert.Equal($"AUTH ok\n? {Fig}\n", await client.ReadToEnd());
    }

    private static AccessKeys KeysWith(Permissions? anonymous) => new(
        [
            (new Grant("jane", Permissions.Report | Permissions.Read, ClientPattern.Parse("k*")!), Secret),
            (new Grant("reader", Permissions.Read, ClientPattern.All), "reader-0123456789"),
        ],
        anonymous);
}
