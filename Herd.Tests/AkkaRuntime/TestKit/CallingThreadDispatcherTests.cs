using Akka.Actor;
using Akka.TestKit;
using Xunit;

namespace Herd.Tests.AkkaRuntime.TestKit;

public class CallingThreadDispatcherTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly List<string> _trace = [];

    [Fact]
    public void An_actor_runs_on_the_thread_that_sends_before_the_send_returns()
    {
        var thread = 0;
        var actor = ActorOf(Acting((_, _) => thread = Environment.CurrentManagedThreadId));
        actor.Tell("hi");

        Assert.Equal(Environment.CurrentManagedThreadId, thread);
    }

    [Fact]
    public void An_actor_that_is_told_something_runs_before_its_sender_goes_on()
    {
        var inner = ActorOf(Acting((_, message) => _trace.Add($"inner {message}")));
        var outer = ActorOf(Acting((_, message) =>
        {
            _trace.Add("outer before");
            inner.Tell(message);
            _trace.Add("outer after");
        }));
        outer.Tell("hi");

        Assert.Equal(["outer before", "inner hi", "outer after"], _trace);
    }

    [Fact]
    public void What_an_actor_is_told_while_it_runs_comes_when_it_is_done()
    {
        var actor = ActorOf(Acting((self, message) =>
        {
            _trace.Add($"{message} begins");
            if (message is "one")
                self.Tell("two");
            _trace.Add($"{message} ends");
        }));
        actor.Tell("one");

        Assert.Equal(["one begins", "one ends", "two begins", "two ends"], _trace);
    }

    [Fact]
    public void An_actor_that_awaits_what_is_done_goes_on_at_once()
    {
        var actor = ActorOf(Props.Create(() => new Awaits(_trace)).WithDispatcher(CallingThreadDispatcher.Id));
        actor.Tell("one");
        actor.Tell("two");

        Assert.Equal(["one", "two"], _trace);
    }

    [Fact]
    public void An_actor_that_awaits_goes_on_where_that_is_done_and_then_gets_its_next_message()
    {
        var done = new TaskCompletionSource();
        var actor = ActorOf(Props.Create(() => new AwaitsTask(_trace, done.Task)).WithDispatcher(CallingThreadDispatcher.Id));
        actor.Tell("one");
        actor.Tell("two");
        Assert.Equal(["one begins"], _trace);

        done.SetResult();
        AwaitAssert(() => Assert.Equal(["one begins", "one ends", "two begins", "two ends"], _trace.ToArray()));
    }

    private static Props Acting(Action<IActorRef, object> act) =>
        Props.Create(() => new Acts(act)).WithDispatcher(CallingThreadDispatcher.Id);

    private sealed class Acts : ReceiveActor
    {
        public Acts(Action<IActorRef, object> act) => ReceiveAny(message => act(Self, message));
    }

    private sealed class Awaits : ReceiveActor
    {
        public Awaits(List<string> trace) => ReceiveAsync<string>(async message =>
        {
            await Task.CompletedTask;
            trace.Add(message);
        });
    }

    private sealed class AwaitsTask : ReceiveActor
    {
        public AwaitsTask(List<string> trace, Task done) => ReceiveAsync<string>(async message =>
        {
            trace.Add($"{message} begins");
            await done;
            trace.Add($"{message} ends");
        });
    }
}
