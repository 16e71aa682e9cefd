using Akka.Actor;
using Akka.TestKit.TestActors;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Actor;

public sealed class SelectionTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    // /user/flock with ewe-1, ewe-2 and ram, and lamb below ewe-1.
    private readonly IActorRef _flock;

    public SelectionTests()
    {
        _flock = ActorOf(Props.Create(() => new Sheep(TestActor)), "flock");
        foreach (var (parent, child) in new[] { ("flock", "ewe-1"), ("flock", "ewe-2"), ("flock", "ram"), ("flock/ewe-1", "lamb") })
        {
            Sys.ActorSelection($"/user/{parent}").Tell(new Bear(child));
            ExpectMsg("born");
        }
    }

    [Theory]
    [InlineData("/user/flock", "flock")]
    [InlineData("/user/flock/ram", "ram")]
    [InlineData("user/flock/ram", "ram")]
    [InlineData("akka://test/user/flock/ewe-1/lamb", "lamb")]
    [InlineData("/user/flock/ewe-1/../ram", "ram")]
    [InlineData("/user/flock/ewe-?", "ewe-1 ewe-2")]
    [InlineData("/user/flock/ewe*", "ewe-1 ewe-2")]
    [InlineData("/user/flock/*", "ewe-1 ewe-2 ram")]
    [InlineData("/user/flock/*/lamb", "lamb")]
    [InlineData("/user/flock/*-1/*", "lamb")]
    [InlineData("/user/*/ram", "ram")]
    public void A_path_reaches_all_that_it_fits(string path, string names)
    {
        Sys.ActorSelection(path).Tell("hi");

        ExpectMsgAllOf(names.Split(' ').Select(name => $"{name}: hi").ToArray());
        ExpectNoMsg(50);
    }

    [Fact]
    public void An_actor_s_path_is_a_path_too()
    {
        Sys.ActorSelection(_flock.Path / "ram").Tell("hi");

        ExpectMsg("ram: hi");
    }

    [Theory]
    [InlineData("ewe-1/lamb", "lamb")]
    [InlineData("*", "ewe-1 ewe-2 ram")]
    [InlineData("../flock/ram", "ram")]
    [InlineData("/user/flock/ewe-2", "ewe-2")]
    public void An_actor_selects_from_where_it_is(string path, string names)
    {
        _flock.Tell(new Pass(path, "hi"));

        ExpectMsgAllOf(names.Split(' ').Select(name => $"{name}: hi").ToArray());
    }

    [Fact]
    public void From_a_reference_it_is_selected_from_where_that_is()
    {
        Sys.ActorSelection(_flock, "ewe-1/lamb").Tell("hi");
        ExpectMsg("lamb: hi");

        Sys.ActorSelection(_flock, "../flock/ram").Tell("hi");
        ExpectMsg("ram: hi");
    }

    [Fact]
    public void The_sender_is_who_sends()
    {
        var sender = CreateTestProbe();
        Sys.ActorSelection("/user/flock/ram").Tell("hi", sender.Ref);

        ExpectMsgFrom(sender.Ref, "ram: hi");
    }

    [Fact]
    public void Whoever_is_there_when_the_message_comes_gets_it()
    {
        var selection = Sys.ActorSelection("/user/later");
        ActorOf(Props.Create(() => new Sheep(TestActor)), "later");
        selection.Tell("hi");

        ExpectMsg("later: hi");
    }

    [Fact]
    public void Identify_is_answered_with_the_reference_and_the_id()
    {
        Sys.ActorSelection("/user/flock/ram").Tell(new Identify(5));

        var identity = ExpectMsg<ActorIdentity>();
        Assert.Equal(5, identity.MessageId);
        Assert.Equal(_flock.Path / "ram", identity.Subject.Path);
        Assert.Equal(LastSender, identity.Subject);
    }

    [Fact]
    public void All_that_a_pattern_fits_identify_themselves()
    {
        Sys.ActorSelection("/user/flock/ewe-*").Tell(new Identify("all"));

        var names = ReceiveN(2).Cast<ActorIdentity>().Select(i => i.Subject.Path.Name).Order();
        Assert.Equal(["ewe-1", "ewe-2"], names);
    }

    [Fact]
    public void Identify_is_answered_with_nobody_where_nobody_is()
    {
        Sys.ActorSelection("/user/flock/wolf").Tell(new Identify("wolf?"));

        var identity = ExpectMsg<ActorIdentity>();
        Assert.Equal("wolf?", identity.MessageId);
        Assert.Null(identity.Subject);
    }

    [Fact]
    public void A_reference_answers_Identify_too()
    {
        _flock.Tell(new Identify(1));

        Assert.Equal(_flock, ExpectMsg<ActorIdentity>().Subject);
    }

    [Fact]
    public async Task A_selection_can_be_resolved_to_a_reference()
    {
        Assert.Equal(_flock, await Sys.ActorSelection("/user/flock").ResolveOne(Long));

        await Assert.ThrowsAsync<ActorNotFoundException>(() => Sys.ActorSelection("/user/wolf").ResolveOne(Short));
    }

    [Fact]
    public void A_message_to_where_nobody_is_is_a_dead_letter() =>
        EventFilter.DeadLetter<string>(m => m == "hi").ExpectOne(() => Sys.ActorSelection("/user/wolf").Tell("hi"));

    [Fact]
    public void A_reference_is_to_one_actor_but_a_selection_to_whoever_has_the_name()
    {
        Watch(_flock);
        Sys.Stop(_flock);
        ExpectTerminated(_flock);
        IActorRef? again = null;
        AwaitAssert(() => again = ActorOf(Props.Create(() => new Sheep(TestActor)), "flock"));

        EventFilter.DeadLetter<string>().ExpectOne(() => _flock.Tell("to the first"));
        Sys.ActorSelection("/user/flock").Tell("to the second");
        ExpectMsg("flock: to the second");
        Assert.Equal(_flock.Path, again!.Path);
        Assert.NotEqual(_flock, again);
    }

    private sealed record Bear(string Name);

    private sealed record Pass(string Path, object Message);

    private sealed class Sheep : ReceiveActor
    {
        public Sheep(IActorRef @out)
        {
            Receive<Bear>(m =>
            {
                Context.ActorOf(Props.Create(() => new Sheep(@out)), m.Name);
                @out.Tell("born");
            });
            Receive<Pass>(m => Context.ActorSelection(m.Path).Tell(m.Message, Sender));
            Receive<string>(m => @out.Forward($"{Self.Path.Name}: {m}"));
        }
    }
}
