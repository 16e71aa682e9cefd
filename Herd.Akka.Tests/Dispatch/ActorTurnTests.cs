using System.Collections.Concurrent;
using Akka.Actor;
using Xunit;

namespace Akka.Dispatch.Tests;

/// <summary>Turns as actors see them.</summary>
public sealed class ActorTurnTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ActorSystem _system = ActorSystem.Create("turns", """pinned { type = "PinnedDispatcher" }""");

    public void Dispose()
    {
        _system.Terminate().Wait(Patience);
        _system.Dispose();
    }

    [Fact]
    public void An_idle_actor_runs_on_the_thread_of_its_teller()
    {
        var told = ThreadTeller();

        TurnThread.Do(() => Assert.True(SpinWait.SpinUntil(() => TellIn(told) == Thread.CurrentThread, Patience)));
    }

    [Fact]
    public void Actors_with_a_thread_of_their_own_keep_to_it_and_have_no_turns()
    {
        var pinned = ThreadTeller("pinned");
        var own = TellIn(pinned);
        Assert.False(own.IsThreadPoolThread);
        TurnThread.Do(() => Assert.Same(own, TellIn(pinned)));

        var forwarding = _system.ActorOf(Props.Create(() => new Forwarding(ThreadTeller())).WithDispatcher("pinned"));
        for (var i = 0; i < 100; i++)
            Assert.True(TellIn(forwarding).IsThreadPoolThread);
    }

    [Fact]
    public void An_actor_that_blocks_its_thread_for_an_answer_gets_it()
    {
        var answering = ThreadTeller();
        var blocking = _system.ActorOf(Props.Create(() => new Blocking(answering)));
        var outer = _system.ActorOf(Props.Create(() => new Blocking(blocking)));

        for (var i = 0; i < 5; i++)
            Assert.NotNull(TellIn(outer));
    }

    /// <summary>Seeded: which actor tells which, and which of them last long or block.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Actors_that_tell_each_other_from_many_threads_lose_nothing_and_run_one_at_a_time(int seed)
    {
        const int Threads = 4, Each = 2000, Hops = 20;
        var tally = new Tally(Threads * Each * (Hops + 1));
        var actors = new IActorRef[24];
        for (var i = 0; i < actors.Length; i++)
            actors[i] = _system.ActorOf(Props.Create(() => new Wandering(actors, tally)));

        var tellers = Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            var random = new Random(seed * Threads + thread);
            for (var number = 0; number < Each; number++)
                actors[random.Next(actors.Length)].Tell(new Wanderer(random.Next(), Hops), ActorRefs.NoSender);
        })).ToArray();
        foreach (var teller in tellers)
            teller.Start();

        Assert.True(tally.All.Wait(TimeSpan.FromMinutes(1)), $"{tally.All.CurrentCount} messages are missing");
        Assert.Empty(tally.Faults);
    }

    private IActorRef ThreadTeller(string dispatcher = "akka.actor.default-dispatcher") =>
        _system.ActorOf(Props.Create(() => new ThreadTelling()).WithDispatcher(dispatcher));

    /// <summary>The thread that an actor ran on when it was told something in a turn of this one.</summary>
    private static Thread TellIn(IActorRef actor)
    {
        var ran = new TaskCompletionSource<Thread>(TaskCreationOptions.RunContinuationsAsynchronously);
        Turn.Begin(new ActionRunnable(() => actor.Tell(ran, ActorRefs.NoSender)));
        Assert.True(ran.Task.Wait(Patience));
        return ran.Task.Result;
    }

    private sealed record Wanderer(int Seed, int Hops);

    private sealed class Tally(int messages)
    {
        public CountdownEvent All { get; } = new(messages);

        public ConcurrentQueue<string> Faults { get; } = [];
    }

    private sealed class ThreadTelling : UntypedActor
    {
        protected override void OnReceive(object message) => ((TaskCompletionSource<Thread>)message).SetResult(Thread.CurrentThread);
    }

    private sealed class Forwarding(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => to.Tell(message);
    }

    private sealed class Blocking(IActorRef on) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            var answer = new TaskCompletionSource<Thread>(TaskCreationOptions.RunContinuationsAsynchronously);
            on.Tell(answer);
            if (answer.Task.Wait(Patience))
                ((TaskCompletionSource<Thread>)message).SetResult(answer.Task.Result);
        }
    }

    private sealed class Wandering(IActorRef[] actors, Tally tally) : UntypedActor
    {
        private int _running;

        protected override void OnReceive(object message)
        {
            var (seed, hops) = (Wanderer)message;
            if (Interlocked.Exchange(ref _running, 1) != 0)
                tally.Faults.Enqueue("two threads at once");
            var random = new Random(seed);
            // Some last long before they tell, and some after it.
            var pause = random.Next(500) == 0 ? 20_000 : 0;
            if (random.Next(2) == 0)
                Thread.SpinWait(pause);
            if (hops > 0)
                actors[random.Next(actors.Length)].Tell(new Wanderer(random.Next(), hops - 1));
            Thread.SpinWait(pause);
            Volatile.Write(ref _running, 0);
            tally.All.Signal();
        }
    }
}
