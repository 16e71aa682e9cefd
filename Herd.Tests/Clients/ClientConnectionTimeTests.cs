using Akka.TestKit;
using Herd.Actors.Clients;
using Herd.Actors.Locations;
using Herd.Actors.Places;
using Herd.Tests.Protocol;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Herd.Tests.Clients;

public class ClientConnectionTimeTests() : ClientTestKit(
    "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
{
    [Fact]
    public async Task An_unknown_client_is_refused_when_its_grace_is_over_and_what_stands_behind_it_is_handled_then()
    {
        var client = Connect();
        client.Send($"  WHATSAT kiwi  1 1 \r\n{Kiwi}\n");
        Assert.False(Registry.ExpectMsg<Locate>().SkipUnknown);
        Registry.Reply(new Located([]));
        AdvanceUntil(() => Registry.HasMessages);
        Assert.True(Registry.ExpectMsg<Locate>().SkipUnknown);
        Registry.Reply(new Located([null]));
        StoreReport();
        var skew = (Clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(999_500)).TotalSeconds;
        var expected = FormattableString.Invariant($"? WHATSAT kiwi  1 1\nAT Goloman +{skew:0.000000000} kiwi +34.5-118.25 999.5\n");
        Assert.Equal(expected, await client.Read(expected.Length));
    }

    [Fact]
    public async Task An_unknown_client_leaves_the_connection_open_even_with_close_on_invalid()
    {
        Settings = Settings with { CloseOnInvalid = true, UnknownClientGrace = TimeSpan.Zero };
        var client = Connect();
        client.Send("WHATSAT kiwi 1 1\n");
        Registry.ExpectMsg<Locate>();
        Registry.Reply(new Located([]));
        Assert.True(Registry.ExpectMsg<Locate>().SkipUnknown);
        Registry.Reply(new Located([null]));
        Assert.Equal("? WHATSAT kiwi 1 1\n", await client.ReadSome());
        client.Send(Kiwi + "\n");
        StoreReport();
        Assert.Equal(KiwiAt + "\n", await client.ReadSome());
    }

    [Fact]
    public async Task Places_that_never_come_are_an_unknown_error()
    {
        var client = Connect();
        client.Send("WHATSAT kiwi 1 1\nWHATSAT kiwi 1 1\nx\n");
        Registry.ExpectMsg<Locate>();
        Registry.Reply(new Located([Bytes.Of(KiwiAt), Bytes.Of(KiwiAt)]));
        Places.ExpectMsg<FindPlaces>();
        FindPlaces("{2}");
        AdvanceUntil(() => !client.HasNothingToRead());
        var expected =
            $"{KiwiAt}\n{{\"html_attributions\":[],\"results\":[],\"status\":\"UNKNOWN_ERROR\","
            + "\"error_message\":\"No answer in time.\"}\n\n"
            + $"{KiwiAt}\n{{2}}\n\n? x\n";
        Assert.Equal(expected, await client.Read(expected.Length));
    }

    [Fact]
    public async Task Places_of_one_batch_have_their_whole_time_whenever_those_of_the_one_before_were_asked_for()
    {
        var client = Connect();
        client.Send("WHATSAT kiwi 1 1\n");
        LocateKiwi();
        FindPlaces();
        await client.Read(KiwiAt.Length + 5);
        Advance(TimeSpan.FromSeconds(9));
        client.Send("WHATSAT kiwi 1 1\n");
        LocateKiwi();
        Places.ExpectMsg<FindPlaces>();
        HasHandledWhatItWasTold(Places.LastSender);

        Advance(TimeSpan.FromSeconds(2));
        HasHandledWhatItWasTold(Places.LastSender);
        Assert.True(client.HasNothingToRead());

        AdvanceUntil(() => !client.HasNothingToRead());
        Assert.Contains("UNKNOWN_ERROR", await client.ReadSome(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Places_that_come_while_the_client_takes_no_answers_are_not_lost()
    {
        var client = Connect(takes: 10);
        client.Send($"{Kiwi}\nWHATSAT kiwi 1 1\n");
        StoreReport();
        LocateKiwi();
        FindPlaces();
        // Twice: the first makes the actor send itself a message about the places.
        HasHandledWhatItWasTold(Places.LastSender);
        HasHandledWhatItWasTold(Places.LastSender);
        var expected = $"{KiwiAt}\n{KiwiAt}\n{{}}\n\n";
        Assert.Equal(expected, await client.Read(KiwiAt.Length + 1) + await client.Read(KiwiAt.Length + 5));
    }

    [Fact]
    public async Task Places_that_never_come_while_the_client_takes_no_answers_are_an_unknown_error_too()
    {
        var client = Connect(takes: 10);
        client.Send($"{Kiwi}\nWHATSAT kiwi 1 1\n");
        StoreReport();
        LocateKiwi();
        Places.ExpectMsg<FindPlaces>();
        // The time-out begins behind the question.
        HasHandledWhatItWasTold(Places.LastSender);
        Advance(TimeSpan.FromSeconds(10));
        HasHandledWhatItWasTold(Places.LastSender);
        Assert.Equal(KiwiAt + "\n", await client.Read(KiwiAt.Length + 1));
        Assert.Contains("UNKNOWN_ERROR", await client.ReadSome(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_on_which_nothing_comes_is_closed_after_the_idle_timeout()
    {
        Settings = Settings with { IdleTimeout = TimeSpan.FromMilliseconds(1) };
        var client = new FakeClient();
        Sys.ActorOf(Akka.Actor.Props.Create(
                typeof(ClientListener), Services(Registry.Ref, Places.Ref) with { Clock = TimeProvider.System }))
            .Tell(client.Accept, Akka.Actor.ActorRefs.NoSender);
        AdvanceUntil(() => client.Accept.Done.IsCompleted);
        Assert.Equal("", await client.ReadToEnd());
    }

    [Fact]
    public async Task A_connection_whose_client_takes_no_answers_is_closed_after_the_idle_timeout_and_one_at_work_is_not()
    {
        Settings = Settings with { IdleTimeout = TimeSpan.FromMinutes(4) };
        var clock = new FakeTimeProvider();
        var listener = Sys.ActorOf(ClientListener.Props(Services(Registry.Ref, Places.Ref) with { Clock = clock }));
        var (silent, atWork) = (new FakeClient(takes: 1), new FakeClient());
        listener.Tell(silent.Accept, Akka.Actor.ActorRefs.NoSender);
        listener.Tell(atWork.Accept, Akka.Actor.ActorRefs.NoSender);
        silent.Send("x\n");
        AwaitCondition(() => !silent.HasNothingToRead());
        for (var minute = 0; minute < 4; minute++)
        {
            Assert.False(silent.Accept.Done.IsCompleted);
            clock.Advance(TimeSpan.FromMinutes(1));
            atWork.Send("x\n");
            Assert.Equal("? x\n", await atWork.ReadSome());
            Scheduler.Advance(TimeSpan.FromMinutes(1));
        }

        await silent.Accept.Done.WaitAsync(TimeSpan.FromSeconds(20));
        atWork.Send("x\n");
        Assert.Equal("? x\n", await atWork.ReadSome());
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    /// <summary>The clock first, so that a timer sees that its time has come.</summary>
    private void Advance(TimeSpan time)
    {
        Clock.Advance(time);
        Scheduler.Advance(time);
    }

    private void AdvanceUntil(Func<bool> condition) => AwaitCondition(
        () =>
        {
            Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        TimeSpan.FromSeconds(20),
        TimeSpan.FromMilliseconds(10));
}
