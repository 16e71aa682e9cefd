using Akka.Actor;
using Akka.TestKit;
using Herd.Actors.Clients;
using Herd.Actors.Locations;
using Herd.Tests.Protocol;
using Microsoft.AspNetCore.Connections.Features;
using Xunit;

namespace Herd.Tests.Clients;

public class ClientListenerTests() : ClientTestKit("")
{
    [Fact]
    public async Task One_connection_more_than_allowed_is_closed_at_once_and_a_free_place_is_taken_again()
    {
        Settings = Settings with { MaxConnections = 1 };
        var listener = Listen();
        var first = new FakeClient();
        listener.Tell(first.Accept);
        var second = new FakeClient();
        listener.Tell(second.Accept);
        await second.Accept.Done.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(first.Accept.Done.IsCompleted);

        first.CloseSending();
        await first.Accept.Done.WaitAsync(TimeSpan.FromSeconds(20));
        AwaitOpen(listener, 0);
        var third = new FakeClient();
        listener.Tell(third.Accept);
        third.Send("x\n");
        Assert.Equal("? x\n", await third.ReadSome());
    }

    [Fact]
    public async Task One_connection_more_than_an_address_may_have_is_closed_and_told_once_and_others_are_not()
    {
        Settings = Settings with { MaxConnectionsPerAddress = 2 };
        var log = new RecordingLog();
        MessageLog = log;
        var listener = Listen();
        var (first, second) = (From("192.0.2.1"), From("::ffff:192.0.2.1"));
        var other = From("192.0.2.2");
        listener.Tell(first.Accept);
        listener.Tell(second.Accept);
        for (var i = 0; i < 5; i++)
        {
            var more = From("192.0.2.1");
            listener.Tell(more.Accept);
            await more.Accept.Done.WaitAsync(TimeSpan.FromSeconds(20));
        }

        listener.Tell(other.Accept);
        other.Send("x\n");
        Assert.Equal("? x\n", await other.ReadSome());
        Assert.Equal(
            "connections of clients are refused: 2 are open from 192.0.2.1, as many as herd.client.max-connections-per-address allows\n",
            log.AllNotes);

        first.CloseSending();
        AwaitOpen(listener, 2);
        var next = From("192.0.2.1");
        listener.Tell(next.Accept);
        next.Send("x\n");
        Assert.Equal("? x\n", await next.ReadSome());

        static FakeClient From(string address) => new(from: address);
    }

    [Fact]
    public async Task A_connection_whose_actor_can_not_be_made_is_closed_and_counts_no_more()
    {
        var listener = Listen();
        var client = new FakeClient();
        client.Connection.Transport = null!;
        EventFilter.Exception<ActorInitializationException>().ExpectOne(() => listener.Tell(client.Accept));
        await client.Accept.Done.WaitAsync(TimeSpan.FromSeconds(20));
        AwaitOpen(listener, 0);
    }

    [Fact]
    public async Task A_connection_that_fails_is_closed_and_the_others_go_on()
    {
        var listener = Listen();
        var failing = new FakeClient();
        var other = new FakeClient();
        listener.Tell(failing.Accept);
        listener.Tell(other.Accept);
        failing.Send(Kiwi + "\n");
        Registry.ExpectMsg<Report>();
        EventFilter.Exception<NullReferenceException>().ExpectOne(() => Registry.Reply(new Located([Bytes.Of(KiwiAt)])));
        await failing.Accept.Done.WaitAsync(TimeSpan.FromSeconds(20));
        Registry.ExpectMsg<StopWaiting>();

        other.Send(Kiwi + "\n");
        StoreReport();
        Assert.Equal(KiwiAt + "\n", await other.ReadSome());
    }

    [Fact]
    public void A_client_that_leaves_in_the_middle_of_a_line_leaves_nothing_behind()
    {
        EventFilter.Error().Expect(0, TimeSpan.FromMilliseconds(100), () =>
        {
            var client = Connect();
            client.Send("IAMAT ki");
            client.Reset();
            Assert.True(client.Accept.Done.Wait(TimeSpan.FromSeconds(20)));
        });
        Registry.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_client_that_left_before_it_was_accepted_leaves_nothing_behind()
    {
        EventFilter.Error().Expect(0, TimeSpan.FromMilliseconds(100), () =>
        {
            var client = new FakeClient();
            client.Reset();
            client.StopTaking();
            Listen().Tell(client.Accept);
            Assert.True(client.Accept.Done.Wait(TimeSpan.FromSeconds(20)));
        });
    }

    [Fact]
    public void A_client_that_leaves_before_its_answer_leaves_nothing_behind()
    {
        EventFilter.Error().Expect(0, TimeSpan.FromMilliseconds(100), () =>
        {
            var client = Connect();
            client.Send(Kiwi + "\n");
            Registry.ExpectMsg<Report>();
            client.Reset();
            client.StopTaking();
            Registry.Reply(Reported.Instance);
            Assert.True(client.Accept.Done.Wait(TimeSpan.FromSeconds(20)));
        });
    }

    [Fact]
    public void A_client_that_connects_and_leaves_leaves_nothing_behind()
    {
        EventFilter.Error().Expect(0, TimeSpan.FromMilliseconds(100), () =>
        {
            var client = Connect();
            client.CloseSending();
            client.StopTaking();
            Assert.True(client.Accept.Done.Wait(TimeSpan.FromSeconds(20)));
        });
    }

    [Fact]
    public async Task A_listener_that_stops_cuts_its_connections_off_and_stops_waiting_for_clients()
    {
        var listener = Listen();
        var idle = new FakeClient();
        var waiting = new FakeClient();
        listener.Tell(idle.Accept);
        listener.Tell(waiting.Accept);
        waiting.Send("WHATSAT kiwi 1 1\n");
        Registry.ExpectMsg<Locate>();
        Registry.Reply(new Located([]));
        Sys.Stop(listener);
        Registry.ExpectMsg<StopWaiting>();
        await idle.Accept.Done.WaitAsync(TimeSpan.FromSeconds(20));
        await waiting.Accept.Done.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("", await idle.ReadToEnd());
        await Assert.ThrowsAnyAsync<Exception>(waiting.ReadToEnd);
    }

    [Fact]
    public async Task When_the_host_stops_the_commands_in_work_are_answered_and_then_the_connection_is_closed()
    {
        using var stop = new CancellationTokenSource();
        var client = new FakeClient();
        client.Connection.Features.Set<IConnectionLifetimeNotificationFeature>(new HostStop(stop.Token));
        Listen().Tell(client.Accept);
        client.Send(Kiwi + "\n");
        Registry.ExpectMsg<Report>();
        stop.Cancel();
        client.Send(Kiwi + "\n");
        Registry.Reply(Reported.Instance);
        Assert.Equal(KiwiAt + "\n", await client.ReadToEnd());
        Registry.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task When_the_host_stops_answers_that_wait_for_those_of_the_next_commands_are_sent()
    {
        using var stop = new CancellationTokenSource();
        var client = new FakeClient();
        client.Connection.Features.Set<IConnectionLifetimeNotificationFeature>(new HostStop(stop.Token));
        Listen().Tell(client.Accept);
        // The IAMAT is queued behind the WHATSAT.
        client.Send($"WHATSAT kiwi 1 1\n{Kiwi}\n");
        LocateKiwi();
        stop.Cancel();
        FindPlaces();
        Assert.Equal(KiwiAt + "\n{}\n\n", await client.ReadToEnd());
        Registry.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task When_the_host_stops_idle_connections_are_closed()
    {
        using var stop = new CancellationTokenSource();
        var client = new FakeClient();
        client.Connection.Features.Set<IConnectionLifetimeNotificationFeature>(new HostStop(stop.Token));
        Listen().Tell(client.Accept);
        client.Send("x\n");
        Assert.Equal("? x\n", await client.ReadSome());
        stop.Cancel();
        Assert.Equal("", await client.ReadToEnd());
    }

    private void AwaitOpen(IActorRef listener, int count) =>
        AwaitCondition(() => listener.Ask<int>(ClientListener.GetConnections.Instance).Result == count);

    private sealed class HostStop(CancellationToken requested) : IConnectionLifetimeNotificationFeature
    {
        public CancellationToken ConnectionClosedRequested { get; set; } = requested;

        public void RequestClose() { }
    }
}
