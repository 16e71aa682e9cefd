using Akka.Actor;
using Akka.Event;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Actor;

public sealed class ReceiveActorTests : Akka.TestKit.Xunit2.TestKit
{
    [Theory]
    [InlineData(5, "small int")]
    [InlineData(50, "int")]
    [InlineData("text", "string")]
    [InlineData(1.5, "any")]
    public void The_first_handler_that_fits_gets_the_message(object message, string handler)
    {
        Sys.ActorOf(Props.Create(() => new Sorting())).Tell(message, TestActor);

        ExpectMsg(handler);
    }

    [Fact]
    public void A_handler_for_a_base_class_or_an_interface_gets_what_is_derived()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Wide()));
        actor.Tell(new ArgumentNullException("x"), TestActor);
        ExpectMsg("exception");
        actor.Tell(new[] { 1 }, TestActor);

        ExpectMsg("list");
    }

    [Fact]
    public void A_handler_that_returns_false_leaves_the_message_to_the_next()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Choosy()));
        actor.Tell("mine", TestActor);
        ExpectMsg("first");
        actor.Tell("yours", TestActor);

        ExpectMsg("second");
    }

    [Fact]
    public void What_no_handler_takes_is_published_as_unhandled()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var actor = Sys.ActorOf(Props.Create(() => new Choosy()));
        actor.Tell(1, TestActor);
        var unhandled = ExpectMsg<UnhandledMessage>();

        Assert.Equal((1, TestActor, actor), ((int)unhandled.Message, unhandled.Sender, unhandled.Recipient));
    }

    [Fact]
    public void Become_replaces_the_behaviour()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Switching()));
        Ask(actor, "who", "first");
        actor.Tell("become", TestActor);
        Ask(actor, "who", "second");
    }

    [Fact]
    public void What_is_stacked_comes_off_again()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Switching()));
        actor.Tell("stack", TestActor);
        Ask(actor, "who", "second");
        actor.Tell("unbecome", TestActor);
        Ask(actor, "who", "first");
        actor.Tell("unbecome", TestActor);
        Ask(actor, "who", "first");
    }

    [Fact]
    public void Become_in_the_constructor_counts()
    {
        var actor = Sys.ActorOf(Props.Create(() => new StartingElsewhere()));

        Ask(actor, "who", "elsewhere");
    }

    [Fact]
    public void A_restart_starts_with_the_first_behaviour()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Switching()));
        actor.Tell("become", TestActor);
        actor.Tell("fail", TestActor);

        Ask(actor, "who", "first");
    }

    [Fact]
    public void An_untyped_actor_becomes_and_unbecomes_too()
    {
        var actor = Sys.ActorOf(Props.Create(() => new UntypedSwitching()));
        Ask(actor, "who", "first");
        actor.Tell("stack", TestActor);
        Ask(actor, "who", "second");
        actor.Tell("unbecome", TestActor);
        Ask(actor, "who", "first");
    }

    [Fact]
    public void Nothing_can_be_added_behind_a_handler_for_all()
    {
        var actor = Watch(Sys.ActorOf(Props.Create(() => new Overfull())));

        ExpectTerminated(actor);
    }

    [Fact]
    public void Handlers_can_only_be_added_in_the_constructor_and_in_Become()
    {
        var actor = Sys.ActorOf(Props.Create(() => new AddingLate()));
        actor.Tell("add", TestActor);

        ExpectMsg("InvalidOperationException");
    }

    [Fact]
    public void Forward_keeps_the_sender()
    {
        var target = CreateTestProbe();
        Sys.ActorOf(Props.Create(() => new Forwarding(target.Ref))).Tell("hello", TestActor);

        target.ExpectMsg("hello");
        Assert.Equal(TestActor, target.LastSender);
    }

    [Fact]
    public void Without_a_sender_the_sender_is_dead_letters()
    {
        Sys.ActorOf(Props.Create(() => new TellingSender(TestActor))).Tell("who", ActorRefs.NoSender);

        Assert.Equal(Sys.DeadLetters, ExpectMsg<IActorRef>());
    }

    private void Ask(IActorRef actor, string question, string answer)
    {
        actor.Tell(question, TestActor);
        ExpectMsg(answer);
    }

    private sealed class Sorting : ReceiveActor
    {
        public Sorting()
        {
            Receive<int>(_ => Sender.Tell("small int"), n => n < 10);
            Receive<int>(_ => Sender.Tell("int"));
            Receive(typeof(string), _ => Sender.Tell("string"));
            ReceiveAny(_ => Sender.Tell("any"));
        }
    }

    private sealed class Wide : ReceiveActor
    {
        public Wide()
        {
            Receive<Exception>(_ => Sender.Tell("exception"));
            Receive<IReadOnlyList<int>>(_ => Sender.Tell("list"));
        }
    }

    private sealed class Choosy : ReceiveActor
    {
        public Choosy()
        {
            Receive<string>(text =>
            {
                if (text != "mine")
                    return false;
                Sender.Tell("first");
                return true;
            });
            Receive<string>(_ => Sender.Tell("second"));
        }
    }

    private sealed class Switching : ReceiveActor
    {
        public Switching() => Behave("first");

        private void Behave(string who)
        {
            Receive<string>(text => text == "who", _ => Sender.Tell(who));
            Receive<string>(text => text == "become", _ => Become(() => Behave("second")));
            Receive<string>(text => text == "stack", _ => BecomeStacked(() => Behave("second")));
            Receive<string>(text => text == "unbecome", _ => UnbecomeStacked());
            Receive<string>(text => text == "fail", _ => throw new InvalidOperationException("expected"));
        }
    }

    private sealed class StartingElsewhere : ReceiveActor
    {
        public StartingElsewhere()
        {
            Receive<string>(_ => Sender.Tell("constructor"));
            Become(() => Receive<string>(_ => Sender.Tell("elsewhere")));
        }
    }

    private sealed class UntypedSwitching : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "stack")
                BecomeStacked(Second);
            else
                Sender.Tell("first");
        }

        private void Second(object message)
        {
            if (message is "unbecome")
                UnbecomeStacked();
            else
                Sender.Tell("second");
        }
    }

    private sealed class Overfull : ReceiveActor
    {
        public Overfull()
        {
            ReceiveAny(_ => { });
            Receive<string>(_ => { });
        }
    }

    private sealed class AddingLate : ReceiveActor
    {
        public AddingLate() => Receive<string>(_ =>
        {
            try
            {
                Receive<int>(_ => { });
            }
            catch (InvalidOperationException e)
            {
                Sender.Tell(e.GetType().Name);
            }
        });
    }

    private sealed class Forwarding(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => to.Forward(message);
    }

    private sealed class TellingSender(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => to.Tell(Sender);
    }
}
