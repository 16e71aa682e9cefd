using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.TestActors;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Actor;

public sealed class DeathWatchTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly IActorRef _watched;

    public DeathWatchTests() => _watched = ActorOf(BlackHoleActor.Props, "watched");

    [Fact]
    public void Who_watches_is_told_of_the_end_by_the_actor_that_ended()
    {
        var watcher = Watcher();
        Sys.Stop(_watched);

        var told = ExpectMsgFrom<Told>(watcher);
        var terminated = Assert.IsType<Terminated>(told.Message);
        Assert.Equal(_watched, terminated.ActorRef);
        Assert.Equal(_watched, told.Sender);
        Assert.True(terminated.ExistenceConfirmed);
        Assert.False(terminated.AddressTerminated);
    }

    [Fact]
    public void An_actor_that_is_told_to_end_ends_too()
    {
        Watcher();
        _watched.Tell(PoisonPill.Instance);

        ExpectEnd();
    }

    [Fact]
    public void An_actor_that_is_killed_ends_too()
    {
        Watcher();

        EventFilter.Exception<ActorKilledException>().ExpectOne(() => _watched.Tell(Kill.Instance));
        ExpectEnd();
    }

    [Fact]
    public void All_who_watch_are_told()
    {
        IActorRef[] watchers = [Watcher(), Watcher(), Watcher()];
        Sys.Stop(_watched);

        var told = new HashSet<IActorRef>();
        foreach (var _ in watchers)
            ExpectMsg<Told>((_, from) => Assert.True(told.Add(from)));
        Assert.True(told.SetEquals(watchers));
    }

    [Fact]
    public void An_actor_that_had_ended_before_it_was_watched_is_told_of_at_once()
    {
        Watch(_watched);
        Sys.Stop(_watched);
        ExpectTerminated(_watched);

        Watcher();
        ExpectEnd();
    }

    [Fact]
    public void Who_watches_twice_is_told_once()
    {
        var watcher = Watcher();
        Ask(watcher, context => context.Watch(_watched));
        Sys.Stop(_watched);

        ExpectEnd();
        ExpectNoMsg(50);
    }

    [Fact]
    public void Who_doesn_t_watch_any_longer_isn_t_told()
    {
        var watcher = Watcher();
        Ask(watcher, context => context.Unwatch(_watched));
        Watch(_watched);
        Sys.Stop(_watched);

        ExpectTerminated(_watched);
        ExpectNoMsg(50);
    }

    [Fact]
    public void Who_stops_watching_isn_t_told_even_when_the_news_is_in_the_mailbox()
    {
        var busy = CreateTestLatch();
        var watcher = Watcher();
        watcher.Tell(new Command(_ => busy.Ready()));
        watcher.Tell(new Command(context => context.Unwatch(_watched)));
        Watch(_watched);
        Sys.Stop(_watched);
        ExpectTerminated(_watched);
        busy.CountDown();

        Ask(watcher, _ => { });
        ExpectNoMsg(50);
    }

    [Fact]
    public void The_news_comes_after_all_that_the_actor_has_sent()
    {
        const int messages = 1000;
        var talks = ActorOf(Acts.Props((message, context) =>
        {
            for (var n = 0; n < messages; n++)
                context.Sender.Tell(n);
            context.Stop(context.Self);
        }));
        Watch(talks);
        talks.Tell("talk");

        Assert.Equal(Enumerable.Range(0, messages).Cast<object>(), ReceiveN(messages));
        ExpectTerminated(talks);
    }

    [Fact]
    public void A_message_of_one_s_own_can_be_asked_for_instead()
    {
        var watcher = Watcher();
        Ask(watcher, context =>
        {
            context.Unwatch(_watched);
            context.WatchWith(_watched, "it is gone");
        });
        Sys.Stop(_watched);

        Assert.Equal("it is gone", ExpectMsgFrom<Told>(watcher).Message);
        ExpectNoMsg(50);
    }

    [Fact]
    public void Asking_for_another_message_without_unwatching_first_is_refused()
    {
        var watcher = Watcher();

        Ask(watcher, context => Assert.Throws<InvalidOperationException>(() => context.WatchWith(_watched, "gone")));
    }

    [Fact]
    public void A_restart_is_no_end()
    {
        var fails = ActorOf(Acts.Props((message, context) => throw new InvalidOperationException()));
        Watch(fails);

        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => fails.Tell("fail"));
        ExpectNoMsg(50);
    }

    [Fact]
    public void Who_has_no_handler_for_the_end_ends_itself()
    {
        var pact = ActorOf(Props.Create(() => new Pact(_watched)));
        Watch(pact);

        EventFilter.Exception<DeathPactException>().ExpectOne(() => Sys.Stop(_watched));
        ExpectTerminated(pact);
    }

    [Fact]
    public void A_parent_can_watch_its_child_and_use_its_name_again_when_it_is_told()
    {
        var parent = ActorOf(Acts.Props((message, context) =>
        {
            switch (message)
            {
                case "start":
                    context.Stop(context.Watch(context.ActorOf(BlackHoleActor.Props, "child")));
                    break;
                case Terminated:
                    TestActor.Tell(context.ActorOf(BlackHoleActor.Props, "child"));
                    break;
            }
        }));
        parent.Tell("start");

        Assert.Equal(parent.Path / "child", ExpectMsg<IActorRef>().Path);
    }

    [Fact]
    public void A_later_actor_of_the_same_name_isn_t_watched()
    {
        var probe = CreateTestProbe();
        var first = probe.ChildActorOf(BlackHoleActor.Props, "again");
        Watch(first);
        probe.Watch(first);
        Sys.Stop(first);
        ExpectTerminated(first);
        probe.ExpectTerminated(first);

        IActorRef? second = null;
        AwaitAssert(() => second = probe.ChildActorOf(BlackHoleActor.Props, "again"));
        Assert.Equal(first.Path, second!.Path);
        Assert.NotEqual(first, second);
        Sys.Stop(second);
        ExpectNoMsg(50);
    }

    [Fact]
    public void An_actor_that_watches_itself_isn_t_told()
    {
        var watcher = ActorOf(Acts.Props((message, context) =>
        {
            if (message is "watch")
                context.Watch(context.Self);
            TestActor.Tell(message.ToString()!);
        }));
        watcher.Tell("watch");
        ExpectMsg("watch");
        Watch(watcher);
        Sys.Stop(watcher);

        ExpectTerminated(watcher);
        ExpectNoMsg(50);
    }

    private void ExpectEnd() => ExpectMsg<Told>(told => told.Message is Terminated t && t.ActorRef.Equals(_watched));

    /// <summary>An actor that watches, and tells the test what it gets.</summary>
    private IActorRef Watcher()
    {
        var watcher = ActorOf(Acts.Props((message, context) =>
        {
            if (message is Command command)
                command.Run(context);
            else
                TestActor.Tell(new Told(message, context.Sender), context.Self);
        }));
        Ask(watcher, context => context.Watch(_watched));
        return watcher;
    }

    private static void Ask(IActorRef watcher, Action<IUntypedActorContext> run)
    {
        var done = new TaskCompletionSource();
        watcher.Tell(new Command(context =>
        {
            try
            {
                run(context);
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }));
        done.Task.WaitAsync(TimeSpan.FromSeconds(10)).GetAwaiter().GetResult();
    }

    // A Terminated that is sent on isn't received: the receiver doesn't watch.
    private sealed record Told(object Message, IActorRef Sender);

    private sealed record Command(Action<IUntypedActorContext> Run);

    private sealed class Pact : ReceiveActor
    {
        public Pact(IActorRef other) => Context.Watch(other);
    }
}
