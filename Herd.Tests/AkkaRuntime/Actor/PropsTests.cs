using Akka.Actor;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Actor;

public sealed class PropsTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void Arguments_in_an_expression_are_evaluated_once_and_used_at_each_restart()
    {
        var evaluated = 0;
        Func<int> count = () => ++evaluated;
        var actor = Sys.ActorOf(Props.Create(() => new Told($"{count()} {nameof(PropsTests)}", 7)));
        Tells(actor, "1 PropsTests 7");
        actor.Tell("fail", TestActor);
        Tells(actor, "1 PropsTests 7");
    }

    [Fact]
    public void Arguments_find_their_constructor() => Tells(Sys.ActorOf(Props.Create<Told>("text", 8)), "text 8");

    [Fact]
    public void An_argument_can_be_null() => Tells(Sys.ActorOf(Props.Create<Told>(null!, 9)), " 9");

    [Fact]
    public void A_class_without_arguments_needs_none() => Tells(Sys.ActorOf(Props.Create<Told>()), "nothing 0");

    [Fact]
    public void A_class_can_be_named_as_a_Type() => Tells(Sys.ActorOf(Props.Create(typeof(Told), "type", 1)), "type 1");

    [Fact]
    public void An_actor_is_stopped_when_no_constructor_fits() =>
        ExpectTerminated(Watch(Sys.ActorOf(Props.Create<Told>("only text"))));

    [Fact]
    public void Any_expression_but_new_is_refused() =>
        Assert.ThrowsAny<Exception>(() => Props.Create(() => Make()));

    [Fact]
    public void A_producer_makes_the_instances_and_gets_them_back()
    {
        var producer = new Producer(TestActor);
        var actor = Sys.ActorOf(Props.CreateBy(producer));
        Tells(actor, "produced 1");
        actor.Tell("fail", TestActor);
        ExpectMsg("released");
        Tells(actor, "produced 2");
        Sys.Stop(actor);

        ExpectMsg("released");
    }

    [Fact]
    public void Props_are_not_changed_but_copied()
    {
        var props = Props.Create(() => new Told("a", 1));
        var other = props.WithDispatcher("d").WithMailbox("m");

        Assert.Equal("akka.actor.default-dispatcher", props.Dispatcher);
        Assert.Equal(("d", "m"), (other.Dispatcher, other.Mailbox));
        Assert.Equal(typeof(Told), other.Type);
        Assert.Equal(["a", 1], other.Arguments);
    }

    private static Told Make() => throw new NotSupportedException();

    private void Tells(IActorRef actor, string text)
    {
        actor.Tell("tell", TestActor);
        ExpectMsg(text);
    }

    private sealed class Told(string text, int number) : UntypedActor
    {
        public Told()
            : this("nothing", 0)
        {
        }

        protected override void OnReceive(object message)
        {
            if (message is "fail")
                throw new InvalidOperationException("expected");
            Sender.Tell($"{text} {number}");
        }
    }

    private sealed class Producer(IActorRef log) : IIndirectActorProducer
    {
        private int _count;

        public Type ActorType => typeof(Told);

        public ActorBase Produce() => new Told("produced", ++_count);

        public void Release(ActorBase actor) => log.Tell("released", ActorRefs.NoSender);
    }
}
