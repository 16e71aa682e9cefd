using Akka.Actor;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Dispatch;

public sealed class AsyncReceiveTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void Self_Sender_and_Context_are_the_same_after_an_await()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = Sys.ActorOf(Props.Create(() => new Waiting(gate.Task)), "waiting");
        actor.Tell("wait", TestActor);
        gate.SetResult();

        Assert.Equal(("wait", actor, "waiting"), ExpectMsg<(string, IActorRef, string)>());
        Assert.Equal(actor, LastSender);
    }

    [Fact]
    public void No_other_message_is_handled_until_the_handler_has_ended()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = Sys.ActorOf(Props.Create(() => new Waiting(gate.Task)), "waiting");
        actor.Tell("wait", TestActor);
        actor.Tell(1, TestActor);

        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        gate.SetResult();
        ExpectMsg<(string, IActorRef, string)>();
        ExpectMsg(1);
    }

    [Fact]
    public void A_handler_that_has_nothing_to_wait_for_is_as_good_as_any()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Waiting(Task.CompletedTask)), "ready");
        actor.Tell("wait", TestActor);
        actor.Tell(1, TestActor);

        ExpectMsg<(string, IActorRef, string)>();
        ExpectMsg(1);
    }

    [Fact]
    public void An_actor_is_restarted_when_its_handler_fails_before_it_waits()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Failing(TestActor)));
        actor.Tell("now", TestActor);
        actor.Tell("next", TestActor);

        ExpectMsg("PreRestart now!");
        ExpectMsg("next");
    }

    [Fact]
    public void An_actor_is_restarted_when_its_handler_fails_after_it_has_waited()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Failing(TestActor)));
        actor.Tell("later", TestActor);
        actor.Tell("next", TestActor);

        ExpectMsg("PreRestart later!");
        ExpectMsg("next");
    }

    [Fact]
    public void A_cancelled_task_is_a_failure()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Waiting(Task.FromCanceled(new CancellationToken(true)))), "cancelled");
        actor.Tell("wait", TestActor);
        actor.Tell("restarts", TestActor);

        ExpectMsg(1);
    }

    [Fact]
    public void Handlers_of_one_actor_never_overlap()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Overlapping()));
        for (var i = 0; i < 100; i++)
            actor.Tell(i, TestActor);
        actor.Tell("most at once", TestActor);

        ExpectMsg(1, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Behaviour_can_be_changed_after_an_await()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Changing()));
        actor.Tell("change", TestActor);
        actor.Tell("who", TestActor);

        ExpectMsg("changed");
    }

    [Fact]
    public void An_actor_that_is_stopped_while_it_waits_stops_at_once()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = Watch(Sys.ActorOf(Props.Create(() => new Waiting(gate.Task)), "stopped"));
        actor.Tell("wait", TestActor);
        Sys.Stop(actor);

        ExpectTerminated(actor);
        gate.SetResult();
    }

    [Fact]
    public void An_untyped_actor_can_run_a_task_too()
    {
        var actor = Sys.ActorOf(Props.Create(() => new UntypedWaiting()));
        actor.Tell("wait", TestActor);
        actor.Tell("next", TestActor);

        ExpectMsg("waited");
        ExpectMsg("next");
    }

    private sealed class Waiting : ReceiveActor
    {
        private static int _restarts;

        public Waiting(Task until)
        {
            ReceiveAsync<string>(text => text == "wait", async text =>
            {
                await until;
                await Task.Yield();
                Sender.Tell((text, Self, Context.Self.Path.Name));
            });
            Receive<string>(text => text == "restarts", _ => Sender.Tell(Interlocked.Exchange(ref _restarts, 0)));
            ReceiveAny(message => Sender.Tell(message));
        }

        protected override void PostRestart(Exception reason)
        {
            Interlocked.Increment(ref _restarts);
            base.PostRestart(reason);
        }
    }

    private sealed class Failing : ReceiveActor
    {
        private readonly IActorRef _log;

        public Failing(IActorRef log)
        {
            _log = log;
            ReceiveAsync<string>(text => text == "now", text => throw new InvalidOperationException(text + "!"));
            ReceiveAsync<string>(text => text == "later", async text =>
            {
                await Task.Yield();
                throw new InvalidOperationException(text + "!");
            });
            ReceiveAny(message => Sender.Tell(message));
        }

        protected override void PreRestart(Exception reason, object message)
        {
            _log.Tell("PreRestart " + reason.Message);
            base.PreRestart(reason, message);
        }
    }

    private sealed class Overlapping : ReceiveActor
    {
        private int _running;
        private int _most;

        public Overlapping()
        {
            ReceiveAsync<int>(async _ =>
            {
                _most = Math.Max(_most, ++_running);
                await Task.Yield();
                await Task.Delay(1).ConfigureAwait(false);
                _running--;
            });
            Receive<string>(_ => Sender.Tell(_most));
        }
    }

    private sealed class Changing : ReceiveActor
    {
        public Changing() => ReceiveAsync<string>(async _ =>
        {
            await Task.Yield();
            Become(() => Receive<string>(_ => Sender.Tell("changed")));
        });
    }

    private sealed class UntypedWaiting : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is not "wait")
            {
                Sender.Tell(message);
                return;
            }
            RunTask(async () =>
            {
                await Task.Yield();
                Sender.Tell("waited");
            });
        }
    }
}
