using Akka.Actor;
using Akka.Configuration;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Dispatch;

public sealed class DispatcherTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly Config Dispatchers = """
        pinned { type = "PinnedDispatcher" }
        hasty { type = "Dispatcher", throughput = 1000000, throughput-deadline-time = 1ms }
        single { type = "Dispatcher", throughput = 1 }
        """;

    public DispatcherTests()
        : base(Dispatchers)
    {
    }

    [Fact]
    public void Handlers_of_one_actor_never_run_at_the_same_time()
    {
        const int senders = 4, each = 5000;
        var actor = Sys.ActorOf(Props.Create(() => new Unsynchronized()));
        Parallel.For(0, senders, new ParallelOptions { MaxDegreeOfParallelism = senders }, _ =>
        {
            for (var i = 0; i < each; i++)
                actor.Tell("add", ActorRefs.NoSender);
        });
        actor.Tell("count", TestActor);

        ExpectMsg(senders * each, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void An_actor_on_a_pinned_dispatcher_has_a_thread_of_its_own()
    {
        var first = Sys.ActorOf(Props.Create(() => new ThreadTelling()).WithDispatcher("pinned"));
        var second = Sys.ActorOf(Props.Create(() => new ThreadTelling()).WithDispatcher("pinned"));
        var threads = new List<(IActorRef, int)>();
        for (var i = 0; i < 5; i++)
        {
            first.Tell("which", TestActor);
            threads.Add((first, ExpectMsg<int>()));
            second.Tell("which", TestActor);
            threads.Add((second, ExpectMsg<int>()));
        }

        Assert.Equal(2, threads.Distinct().Count());
        Assert.Equal(2, threads.Select(t => t.Item2).Distinct().Count());
    }

    [Fact]
    public void The_dispatcher_in_Props_is_the_actors()
    {
        var actor = Sys.ActorOf(Props.Create(() => new ThreadTelling()).WithDispatcher("single"));
        actor.Tell("dispatcher", TestActor);

        Assert.Equal(("single", 1), ExpectMsg<(string, int)>());
    }

    [Fact]
    public void A_dispatcher_has_the_defaults_of_the_default_dispatcher()
    {
        Assert.Equal(Sys.Dispatchers.DefaultGlobalDispatcher.Throughput, Sys.Settings.Config.GetInt("akka.actor.default-dispatcher.throughput"));
        Assert.Equal(TimeSpan.FromMilliseconds(1).Ticks, Sys.Dispatchers.Lookup("hasty").ThroughputDeadlineTime);
    }

    [Fact]
    public void A_dispatcher_that_is_not_configured_is_refused()
    {
        Assert.False(Sys.Dispatchers.HasDispatcher("no.such.dispatcher"));
        Assert.ThrowsAny<ConfigurationException>(() => Sys.ActorOf(Props.Create(() => new ThreadTelling()).WithDispatcher("no.such.dispatcher")));
    }

    [Fact]
    public void A_busy_actor_lets_others_have_their_turn()
    {
        var greedy = Enumerable.Range(0, 2 * Environment.ProcessorCount)
            .Select(_ => Sys.ActorOf(Props.Create(() => new Greedy())))
            .ToArray();
        foreach (var actor in greedy)
            actor.Tell("again", ActorRefs.NoSender);
        var polite = Sys.ActorOf(Props.Create(() => new ThreadTelling()));
        polite.Tell("which", TestActor);

        ExpectMsg<int>(TimeSpan.FromSeconds(10));
        foreach (var actor in greedy)
            Sys.Stop(actor);
    }

    [Fact]
    public void A_dispatcher_runs_other_work_too()
    {
        Sys.Dispatchers.DefaultGlobalDispatcher.Schedule(() => TestActor.Tell("ran", ActorRefs.NoSender));

        ExpectMsg("ran");
    }

    private sealed class Unsynchronized : UntypedActor
    {
        private int _count;

        protected override void OnReceive(object message)
        {
            if (message is "count")
                Sender.Tell(_count);
            else
                _count++;
        }
    }

    private sealed class ThreadTelling : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "dispatcher")
                Sender.Tell((Context.Dispatcher.Id, Context.Dispatcher.Throughput));
            else
                Sender.Tell(Environment.CurrentManagedThreadId);
        }
    }

    private sealed class Greedy : UntypedActor
    {
        protected override void OnReceive(object message) => Self.Tell(message);
    }
}
