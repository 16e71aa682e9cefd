using Akka.Actor;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Actor;

public sealed class ChildrenTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_child_is_below_its_parent()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Parent()), "parent");
        parent.Tell("child", TestActor);
        var child = ExpectMsg<IActorRef>();

        Assert.Equal($"akka://{Sys.Name}/user/parent/child", child.Path.ToString());
        Assert.Equal(parent.Path, child.Path.Parent);
    }

    [Fact]
    public void A_name_is_unique_among_siblings()
    {
        Sys.ActorOf(Props.Create(() => new Parent()), "once");

        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Props.Create(() => new Parent()), "once"));
    }

    [Fact]
    public void A_name_is_free_again_when_its_actor_has_stopped()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Watching(TestActor)));
        parent.Tell("child", TestActor);
        var first = ExpectMsg<IActorRef>();
        first.Tell(PoisonPill.Instance, TestActor);
        var second = ExpectMsg<IActorRef>();

        Assert.Equal(first.Path, second.Path);
        Assert.NotEqual(first, second);
        Assert.NotEqual(first.Path.Uid, second.Path.Uid);
    }

    [Theory]
    [InlineData("")]
    [InlineData("$mine")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a%zz")]
    public void Names_that_no_path_can_have_are_refused(string name) =>
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Props.Create(() => new Parent()), name));

    [Theory]
    [InlineData("conn-1")]
    [InlineData("a.b_c")]
    [InlineData("%20x")]
    public void Names_with_some_signs_are_allowed(string name) =>
        Assert.Equal(name, Sys.ActorOf(Props.Create(() => new Parent()), name).Path.Name);

    [Fact]
    public void Without_a_name_each_child_gets_one_of_its_own()
    {
        var names = Enumerable.Range(0, 200).Select(_ => Sys.ActorOf(Props.Create(() => new Parent())).Path.Name).ToArray();

        Assert.Equal(200, names.Distinct().Count());
        Assert.All(names, name => Assert.StartsWith("$", name));
    }

    [Fact]
    public void A_parent_finds_its_children_by_name()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Parent()));
        parent.Tell("a", TestActor);
        var a = ExpectMsg<IActorRef>();
        parent.Tell("?a", TestActor);
        Assert.Equal(a, ExpectMsg<IActorRef>());
        parent.Tell("?b", TestActor);

        Assert.True(ExpectMsg<IActorRef>().IsNobody());
    }

    [Fact]
    public void A_child_knows_its_parent()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Parent()));
        parent.Tell("child", TestActor);
        ExpectMsg<IActorRef>().Tell("parent?", TestActor);

        Assert.Equal(parent, ExpectMsg<IActorRef>());
    }

    [Fact]
    public void A_stopped_parent_stops_its_children_first()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Parent()));
        parent.Tell("child", TestActor);
        var child = Watch(ExpectMsg<IActorRef>());
        Watch(parent);
        Sys.Stop(parent);

        ExpectTerminated(child);
        ExpectTerminated(parent);
    }

    [Fact]
    public void Only_the_child_that_is_stopped_stops()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Parent()));
        parent.Tell("one", TestActor);
        var one = Watch(ExpectMsg<IActorRef>());
        parent.Tell("two", TestActor);
        var two = ExpectMsg<IActorRef>();
        parent.Tell(one, TestActor);
        ExpectTerminated(one);
        two.Tell("parent?", TestActor);

        Assert.Equal(parent, ExpectMsg<IActorRef>());
    }

    [Fact]
    public void Nobody_has_children_that_could_not_be_made()
    {
        Assert.ThrowsAny<Exception>(() => Sys.ActorOf(Props.Create(() => new Parent()).WithDispatcher("no.such.dispatcher"), "retry"));

        Assert.Equal("retry", Sys.ActorOf(Props.Create(() => new Parent()), "retry").Path.Name);
    }

    [Fact]
    public void An_actor_can_not_be_made_with_new() =>
        Assert.Throws<ActorInitializationException>(() => InNoActor(() => new Parent()));

    private static void InNoActor(Func<object> action)
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(action));
        thread.Start();
        thread.Join();
        if (thrown is not null)
            throw thrown;
    }

    private sealed class Parent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "parent?":
                    Sender.Tell(Context.Parent);
                    break;
                case IActorRef child:
                    Context.Stop(child);
                    break;
                case string query when query[0] == '?':
                    Sender.Tell(Context.Child(query[1..]));
                    break;
                case string name:
                    Sender.Tell(Context.ActorOf(Props.Create(() => new Parent()), name));
                    break;
            }
        }
    }

    private sealed class Watching : ReceiveActor
    {
        public Watching(IActorRef to)
        {
            Receive<string>(_ => to.Tell(Context.Watch(Context.ActorOf(Props.Create(() => new Parent()), "child"))));
            Receive<Terminated>(_ => to.Tell(Context.ActorOf(Props.Create(() => new Parent()), "child")));
        }
    }
}
