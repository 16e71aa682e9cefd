using Akka.Actor;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Actor;

public sealed class StashTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void Stashed_messages_come_back_in_their_order_and_before_later_ones()
    {
        var door = ActorOf(Props.Create(() => new Door(TestActor)));
        foreach (var message in new[] { "a", "b", "open", "c" })
            door.Tell(message);

        foreach (var message in new[] { "a", "b", "c" })
            ExpectMsg(message);
    }

    [Fact]
    public void They_can_be_stashed_again()
    {
        var door = ActorOf(Props.Create(() => new Door(TestActor)));
        foreach (var message in new[] { "a", "open", "close", "b", "c", "open", "d" })
            door.Tell(message);

        foreach (var message in new[] { "a", "b", "c", "d" })
            ExpectMsg(message);
    }

    [Fact]
    public void They_keep_their_sender()
    {
        var door = ActorOf(Props.Create(() => new Door(TestActor)));
        var sender = CreateTestProbe();
        sender.Send(door, "a");
        door.Tell("open");

        ExpectMsgFrom(sender.Ref, "a");
    }

    [Fact]
    public void One_message_can_t_be_stashed_twice()
    {
        var actor = Stashing(stash =>
        {
            stash.Stash();
            Assert.Throws<IllegalActorStateException>(stash.Stash);
            Assert.Equal(1, stash.Count);
            return "refused";
        });
        actor.Tell("a");

        ExpectMsg("refused");
    }

    [Fact]
    public void One_can_be_taken_out_at_a_time_the_oldest_first()
    {
        var actor = ActorOf(Props.Create(() => new OneByOne(TestActor)));
        foreach (var message in new[] { "a", "b", "c", "next", "next" })
            actor.Tell(message);

        ExpectMsg("a, 2 left");
        ExpectMsg("b, 1 left");
        ExpectNoMsg(50);
    }

    [Fact]
    public void Those_that_a_predicate_picks_come_back_and_the_others_are_forgotten()
    {
        var door = ActorOf(Props.Create(() => new Door(TestActor)));
        foreach (var message in new[] { "a", "bb", "c", "open for short ones", "d" })
            door.Tell(message);

        foreach (var message in new[] { "a", "c", "d" })
            ExpectMsg(message);
    }

    [Fact]
    public void All_can_be_taken_out_of_the_stash_and_put_in()
    {
        var count = 0;
        var actor = Stashing(stash =>
        {
            stash.Stash();
            if (++count < 3)
                return "stashed";
            var all = stash.ClearStash().ToList();
            Assert.True(stash.IsEmpty);
            Assert.Equal(["a", "b", "c"], all.Select(e => e.Message));
            stash.Prepend(all);
            Assert.True(stash.NonEmpty);
            return stash.Count;
        });
        foreach (var message in new[] { "a", "b", "c" })
            actor.Tell(message);

        ExpectMsg("stashed");
        ExpectMsg("stashed");
        ExpectMsg(3);
    }

    [Fact]
    public void A_stash_of_limited_size_overflows()
    {
        var actor = ActorOf(Props.Create(() => new Limited(TestActor)).WithStashCapacity(2));
        foreach (var message in new[] { "a", "b", "c" })
            actor.Tell(message);

        ExpectMsg("a: 1 of 2, full: False");
        ExpectMsg("b: 2 of 2, full: True");
        ExpectMsg("c: overflow");
    }

    [Fact]
    public void A_stash_without_a_limit_has_none_whatever_the_props_say()
    {
        var actor = ActorOf(Props.Create(() => new Stashes(TestActor, stash => $"{Stashed(stash)} of {stash.Capacity}, full: {stash.IsFull}")).WithStashCapacity(1));
        foreach (var message in new[] { "a", "b" })
            actor.Tell(message);

        ExpectMsg("1 of -1, full: False");
        ExpectMsg("2 of -1, full: False");
    }

    [Fact]
    public void After_a_restart_the_stashed_messages_come_again_before_later_ones()
    {
        var door = ActorOf(Props.Create(() => new Door(TestActor)));

        EventFilter.Exception<InvalidOperationException>().ExpectOne(() =>
        {
            foreach (var message in new[] { "a", "b", "fail", "c", "open" })
                door.Tell(message);
        });

        foreach (var message in new[] { "a", "b", "c" })
            ExpectMsg(message);
    }

    private static int Stashed(IStash stash)
    {
        stash.Stash();
        return stash.Count;
    }

    private IActorRef Stashing(Func<IStash, object> act) => ActorOf(Props.Create(() => new Stashes(TestActor, act)));

    /// <summary>Stashes all but "open" while it is closed; passes all on while it is open.</summary>
    private sealed class Door : ReceiveActor, IWithUnboundedStash
    {
        private readonly IActorRef _out;

        public Door(IActorRef @out)
        {
            _out = @out;
            Closed();
        }

        public IStash Stash { get; set; } = null!;

        private void Closed()
        {
            Receive<string>(m => m == "open", _ =>
            {
                Stash.UnstashAll();
                Become(Open);
            });
            Receive<string>(m => m == "open for short ones", _ =>
            {
                Stash.UnstashAll(e => ((string)e.Message).Length == 1);
                Become(Open);
            });
            Receive<string>(m => m == "fail", m => throw new InvalidOperationException(m));
            ReceiveAny(_ => Stash.Stash());
        }

        private void Open()
        {
            Receive<string>(m => m == "close", _ => Become(Closed));
            ReceiveAny(_out.Forward);
        }
    }

    private sealed class OneByOne : ReceiveActor, IWithUnboundedStash
    {
        private bool _wanted;

        public OneByOne(IActorRef @out) => Receive<string>(m =>
        {
            if (m == "next")
            {
                _wanted = true;
                Stash.Unstash();
            }
            else if (_wanted)
            {
                _wanted = false;
                @out.Tell($"{m}, {Stash.Count} left");
            }
            else
            {
                Stash.Stash();
            }
        });

        public IStash Stash { get; set; } = null!;
    }

    private sealed class Limited : ReceiveActor, IWithStash
    {
        public Limited(IActorRef @out) => Receive<string>(m =>
        {
            try
            {
                Stash.Stash();
                @out.Tell($"{m}: {Stash.Count} of {Stash.Capacity}, full: {Stash.IsFull}");
            }
            catch (StashOverflowException)
            {
                @out.Tell($"{m}: overflow");
            }
        });

        public IStash Stash { get; set; } = null!;
    }

    private sealed class Stashes : ReceiveActor, IWithUnboundedStash
    {
        public Stashes(IActorRef @out, Func<IStash, object> act) => ReceiveAny(_ => @out.Tell(act(Stash)));

        public IStash Stash { get; set; } = null!;
    }
}
