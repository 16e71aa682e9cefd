using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.TestKit;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Remote;

/// <summary>Messages between two systems, over loopback.</summary>
public sealed class RemotingTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly ActorSystem _other;

    public RemotingTests()
        : base(RemoteSystems.Base, "here") => _other = RemoteSystems.Create("there");

    private static string Text(object message) => (string)message;

    [Fact]
    public async Task A_selected_actor_gets_the_message_and_answers_its_sender()
    {
        _other.ActorOf(Acts.Props((message, context) => context.Sender.Tell(message + "!")), "echo");

        Sys.Select(_other, "user", "echo").Tell("hello", TestActor);

        Assert.Equal("hello!", await ExpectMsgAsync<string>(RemoteSystems.Long));
        Assert.Equal(RemoteSystems.AddressOf(_other), LastSender.Path.Address);
    }

    [Fact]
    public async Task Every_known_kind_of_message_arrives_as_it_was()
    {
        var echo = await Echo();
        object[] messages = ["text", "", 42, -1, 1L << 40, new byte[] { 1, 2, 3 }, RemoteSystems.AddressOf(Sys), new Address("akka", "x")];
        foreach (var message in messages)
        {
            echo.Tell(message, TestActor);
            Assert.Equal(message, await ExpectMsgAsync<object>(RemoteSystems.Long));
        }
    }

    [Fact]
    public async Task A_reference_sent_is_the_same_actor_there_and_back()
    {
        var echo = await Echo();

        echo.Tell(TestActor, TestActor);
        Assert.Equal(TestActor, await ExpectMsgAsync<IActorRef>(RemoteSystems.Long));

        echo.Tell(echo, TestActor);
        Assert.Equal(echo, await ExpectMsgAsync<IActorRef>(RemoteSystems.Long));
    }

    [Fact]
    public async Task Identify_and_ResolveOne_find_what_is_there_and_say_what_is_not()
    {
        var echo = await Echo();
        Assert.Equal("echo", echo.Path.Name);
        Assert.NotEqual(0, echo.Path.Uid);

        var nobody = await Sys.Select(_other, "user", "nobody").Ask<ActorIdentity>(new Identify(7), RemoteSystems.Long);
        Assert.Null(nobody.Subject);
        Assert.Equal(7, nobody.MessageId);
        await Assert.ThrowsAsync<ActorNotFoundException>(() => Sys.Select(_other, "user", "nobody").ResolveOne(RemoteSystems.Long));
    }

    [Fact]
    public async Task A_pattern_selects_there()
    {
        foreach (var name in new[] { "cow-1", "cow-2", "pig" })
            _other.ActorOf(Acts.Props((_, context) => context.Sender.Tell(context.Self.Path.Name)), name);

        Sys.Select(_other, "user", "cow-*").Tell("moo", TestActor);

        var answers = new[] { await ExpectMsgAsync<string>(RemoteSystems.Long), await ExpectMsgAsync<string>(RemoteSystems.Long) };
        Assert.Equal(["cow-1", "cow-2"], answers.Order());
    }

    [Fact]
    public async Task Ask_is_answered_or_fails_with_what_the_other_says()
    {
        _other.ActorOf(
            Acts.Props((message, context) => context.Sender.Tell(
                message is "fail" ? new Status.Failure(new InvalidOperationException("no")) : Text(message).ToUpperInvariant())),
            "upper");
        var upper = await Sys.Resolve(_other, "user", "upper");

        Assert.Equal("ABC", await upper.Ask<string>("abc", RemoteSystems.Long));
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => upper.Ask<string>("fail", RemoteSystems.Long));
        Assert.Contains("no", failure.ToString());
    }

    [Fact]
    public async Task Messages_come_in_order()
    {
        var echo = await Echo();
        const int count = 20_000;

        for (var i = 0; i < count; i++)
            echo.Tell(i, TestActor);

        for (var i = 0; i < count; i++)
            Assert.Equal(i, await ExpectMsgAsync<int>(RemoteSystems.Long));
    }

    [Fact]
    public async Task Both_may_speak_first_at_the_same_time()
    {
        var mine = CreateTestProbe();
        Sys.ActorOf(Acts.Props((message, _) => mine.Tell(message)), "sink");
        _other.ActorOf(Acts.Props((message, _) => mine.Tell(message)), "sink");
        const int count = 500;

        var start = new Barrier(2);
        Task Speak(ActorSystem from, ActorSystem to, int first) => Task.Run(() =>
        {
            start.SignalAndWait();
            for (var i = 0; i < count; i++)
                from.Select(to, "user", "sink").Tell(first + i);
        });
        await Task.WhenAll(Speak(Sys, _other, 0), Speak(_other, Sys, count));

        var received = new List<int>();
        for (var i = 0; i < 2 * count; i++)
            received.Add(await mine.ExpectMsgAsync<int>(RemoteSystems.Long));
        Assert.Equal(Enumerable.Range(0, count), received.Where(n => n < count));
        Assert.Equal(Enumerable.Range(count, count), received.Where(n => n >= count));
    }

    [Fact]
    public async Task Large_messages_arrive_up_to_the_limit_and_beyond_it_only_that_message_is_lost()
    {
        var echo = await Echo();
        var large = new byte[100_000];
        Random.Shared.NextBytes(large);

        await EventFilter.Error(contains: "versized").ExpectOneAsync(RemoteSystems.Long, () =>
        {
            echo.Tell(large, TestActor);
            echo.Tell(new byte[200_000], TestActor);
            echo.Tell("after", TestActor);
            return Task.CompletedTask;
        });

        Assert.Equal(large, await ExpectMsgAsync<byte[]>(RemoteSystems.Long));
        Assert.Equal("after", await ExpectMsgAsync<string>(RemoteSystems.Long));
    }

    [Theory]
    [InlineData("poison")]
    [InlineData("kill")]
    [InlineData("stop")]
    public async Task An_actor_is_stopped_from_afar(string how)
    {
        _other.ActorOf(Acts.Props((_, _) => { }), "victim");
        var victim = await Sys.Resolve(_other, "user", "victim");
        var local = await _other.ActorSelection("/user/victim").ResolveOne(RemoteSystems.Long);

        switch (how)
        {
            case "poison":
                victim.Tell(PoisonPill.Instance);
                break;
            case "kill":
                victim.Tell(Kill.Instance);
                break;
            default:
                ((IInternalActorRef)victim).Stop();
                break;
        }

        Assert.True(await local.WatchAsync(new CancellationTokenSource(RemoteSystems.Long).Token));
    }

    [Fact]
    public void A_taken_port_fails_the_start_of_the_system_with_a_clear_message()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        var e = Assert.ThrowsAny<Exception>(() => RemoteSystems.Create("unlucky", $"akka.remote.dot-netty.tcp.port = {port}"));

        Assert.Contains(port.ToString(), Flat(e));
    }

    [Fact]
    public void Port_0_is_a_free_one_and_the_public_name_is_the_one_that_others_use()
    {
        Assert.True(RemoteSystems.AddressOf(_other).Port > 0);
        using var named = RemoteSystems.Create("named", "akka.remote.dot-netty.tcp { public-hostname = \"localhost\" }");
        Assert.Equal("localhost", RemoteSystems.AddressOf(named).Host);
    }

    [Fact]
    public async Task A_message_for_a_system_of_another_name_goes_to_nobody()
    {
        _other.ActorOf(Acts.Props((message, _) => TestActor.Tell(message)), "sink");
        var wrong = RemoteSystems.AddressOf(_other).WithSystem("somebody-else");

        Sys.ActorSelection(new RootActorPath(wrong) / "user" / "sink").Tell("lost");
        await Sys.Resolve(_other, "user", "sink");
        Sys.Select(_other, "user", "sink").Tell("found");

        await ExpectMsgAsync("found", RemoteSystems.Long);
    }

    protected override void AfterAll()
    {
        _other.Terminate().Wait(RemoteSystems.Long);
        base.AfterAll();
    }

    private static string Flat(Exception e) => e.InnerException is null ? e.Message : $"{e.Message} {Flat(e.InnerException)}";

    private async Task<IActorRef> Echo()
    {
        _other.ActorOf(Acts.Props((message, context) => context.Sender.Tell(message)), "echo");
        return await Sys.Resolve(_other, "user", "echo");
    }
}
