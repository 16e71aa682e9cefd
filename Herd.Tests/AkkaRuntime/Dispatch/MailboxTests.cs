using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Dispatch;

public sealed class MailboxTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly Config Mailboxes = """
        small { mailbox-type = "Akka.Dispatch.BoundedMailbox", mailbox-capacity = 2, mailbox-push-timeout-time = 0ms }
        patient { mailbox-type = "Akka.Dispatch.BoundedMailbox", mailbox-capacity = 1, mailbox-push-timeout-time = 10s }
        bounded-dispatcher {
          type = "Dispatcher"
          throughput = 1
          mailbox-type = "Akka.Dispatch.BoundedMailbox"
          mailbox-capacity = 2
          mailbox-push-timeout-time = 0ms
        }
        nonsense { mailbox-type = "No.Such.Mailbox, NoAssembly" }
        """;

    public MailboxTests()
        : base(Mailboxes)
    {
    }

    /// <summary>Many mailboxes, each met by several senders at once while it is new.</summary>
    [Fact]
    public async Task Each_senders_messages_are_handled_in_the_order_of_sending_from_the_first_on()
    {
        const int Senders = 3;
        const int Messages = 5;
        for (var round = 0; round < 1000; round++)
        {
            var done = new TaskCompletionSource<List<(int Sender, int Number)>>(TaskCreationOptions.RunContinuationsAsynchronously);
            List<(int Sender, int Number)> handled = [];
            var receiver = Sys.ActorOf(Acts.Props((message, _) =>
            {
                handled.Add(((int, int))message);
                if (handled.Count == Senders * Messages)
                    done.SetResult(handled);
            }));
            using var together = new Barrier(Senders);
            var senders = Enumerable.Range(0, Senders).Select(sender => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    for (var number = 0; number < Messages; number++)
                        receiver.Tell((sender, number));
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)).ToArray();
            await Task.WhenAll(senders);

            foreach (var sender in (await done.Task.WaitAsync(TimeSpan.FromSeconds(20))).GroupBy(message => message.Sender))
                Assert.Equal(Enumerable.Range(0, Messages), sender.Select(message => message.Number));
            Sys.Stop(receiver);
        }
    }

    [Fact]
    public void Messages_of_one_sender_come_in_their_order()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Collecting(1000)));
        for (var i = 0; i < 1000; i++)
            actor.Tell(i, TestActor);

        Assert.Equal(Enumerable.Range(0, 1000), ExpectMsg<int[]>(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Messages_of_many_senders_all_come_and_each_senders_in_their_order()
    {
        const int senders = 4, each = 5000;
        var actor = Sys.ActorOf(Props.Create(() => new CollectingPairs(senders * each, TestActor)));
        Parallel.For(0, senders, new ParallelOptions { MaxDegreeOfParallelism = senders }, sender =>
        {
            for (var i = 0; i < each; i++)
                actor.Tell((sender, i), ActorRefs.NoSender);
        });

        var got = ExpectMsg<(int Sender, int Number)[]>(TimeSpan.FromSeconds(20));
        foreach (var group in got.GroupBy(m => m.Sender))
            Assert.Equal(Enumerable.Range(0, each), group.Select(m => m.Number));
        Assert.Equal(senders, got.Select(m => m.Sender).Distinct().Count());
    }

    [Fact]
    public void A_poison_pill_waits_its_turn()
    {
        var actor = Watch(Sys.ActorOf(Props.Create(() => new Echo())));
        actor.Tell(1, TestActor);
        actor.Tell(PoisonPill.Instance, TestActor);

        ExpectMsg(1);
        ExpectTerminated(actor);
    }

    [Fact]
    public void What_is_left_in_the_mailbox_of_a_stopped_actor_becomes_dead_letters()
    {
        var gate = new ManualResetEventSlim();
        var actor = Watch(Sys.ActorOf(Props.Create(() => new Blocking(gate))));
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        actor.Tell("stops", TestActor);
        actor.Tell(1, TestActor);
        actor.Tell(2, TestActor);
        gate.Set();

        Assert.Equal(1, ExpectMsg<DeadLetter>().Message);
        var second = ExpectMsg<DeadLetter>();
        Assert.Equal((2, TestActor, actor), ((int)second.Message, second.Sender, second.Recipient));
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_message_to_a_stopped_actor_becomes_a_dead_letter()
    {
        var actor = Watch(Sys.ActorOf(Props.Create(() => new Echo())));
        Sys.Stop(actor);
        ExpectTerminated(actor);
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        actor.Tell("late", TestActor);

        Assert.Equal("late", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void A_full_bounded_mailbox_makes_dead_letters_of_what_comes_over() =>
        HoldsTwo(Props.Create(() => new Blocking(new ManualResetEventSlim())).WithMailbox("small"));

    [Fact]
    public void A_dispatcher_can_say_which_mailbox_its_actors_have() =>
        HoldsTwo(Props.Create(() => new Blocking(new ManualResetEventSlim())).WithDispatcher("bounded-dispatcher"));

    [Fact]
    public void A_bounded_mailbox_takes_messages_again_when_there_is_room()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Echo()).WithMailbox("small"));
        for (var i = 0; i < 10; i++)
        {
            actor.Tell(i, TestActor);
            ExpectMsg(i);
        }
    }

    [Fact]
    public async Task A_sender_waits_for_room_as_long_as_the_push_timeout_allows()
    {
        var gate = new ManualResetEventSlim();
        var actor = Sys.ActorOf(Props.Create(() => new Blocking(gate)).WithMailbox("patient"));
        actor.Tell("blocks", TestActor);
        AwaitCondition(() => Blocking.IsIn(gate), TimeSpan.FromSeconds(5));
        actor.Tell(1, TestActor);
        var sending = Task.Factory.StartNew(() => actor.Tell(2, TestActor), TaskCreationOptions.LongRunning);

        Assert.False(sending.Wait(TimeSpan.FromMilliseconds(100)));
        gate.Set();
        await sending.WaitAsync(TimeSpan.FromSeconds(5));
        ExpectMsg(1);
        ExpectMsg(2);
    }

    [Fact]
    public void An_actor_gets_the_mailbox_that_its_class_requires()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Stashing()));
        actor.Tell("first", TestActor);
        actor.Tell("open", TestActor);
        actor.Tell("second", TestActor);

        ExpectMsg("first");
        ExpectMsg("second");
    }

    [Fact]
    public void A_mailbox_that_is_not_what_the_class_requires_is_refused() =>
        Assert.ThrowsAny<Exception>(() => Sys.ActorOf(Props.Create(() => new Stashing()).WithMailbox("small")));

    [Theory]
    [InlineData("no.such.mailbox")]
    [InlineData("nonsense")]
    public void A_mailbox_that_is_not_configured_is_refused(string id) =>
        Assert.ThrowsAny<Exception>(() => Sys.ActorOf(Props.Create(() => new Echo()).WithMailbox(id)));

    [Fact]
    public void Null_is_not_a_message() =>
        Assert.Throws<InvalidMessageException>(() => TestActor.Tell(null!, TestActor));

    private void HoldsTwo(Props blocking)
    {
        var gate = (ManualResetEventSlim)blocking.Arguments[0];
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var actor = Sys.ActorOf(blocking);
        actor.Tell("blocks", TestActor);
        AwaitCondition(() => Blocking.IsIn(gate), TimeSpan.FromSeconds(5));
        foreach (var n in (int[])[1, 2, 3])
            actor.Tell(n, TestActor);

        var letter = ExpectMsg<DeadLetter>();
        Assert.Equal((3, actor), ((int)letter.Message, letter.Recipient));
        gate.Set();
        ExpectMsg(1);
        ExpectMsg(2);
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed class Collecting(int count) : UntypedActor
    {
        private readonly List<int> _got = [];

        protected override void OnReceive(object message)
        {
            _got.Add((int)message);
            if (_got.Count == count)
                Sender.Tell(_got.ToArray());
        }
    }

    private sealed class CollectingPairs(int count, IActorRef to) : UntypedActor
    {
        private readonly List<(int, int)> _got = [];

        protected override void OnReceive(object message)
        {
            _got.Add(((int, int))message);
            if (_got.Count == count)
                to.Tell(_got.ToArray());
        }
    }

    /// <summary>Holds its thread, as no other actor should, so that its mailbox fills.</summary>
    private sealed class Blocking(ManualResetEventSlim gate) : UntypedActor
    {
        private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<ManualResetEventSlim, object> Entered = [];

        public static bool IsIn(ManualResetEventSlim gate) => Entered.TryGetValue(gate, out _);

        protected override void OnReceive(object message)
        {
            if (message is not ("blocks" or "stops"))
            {
                Sender.Tell(message);
                return;
            }
            Entered.Add(gate, gate);
            gate.Wait(TimeSpan.FromSeconds(10));
            if (message is "stops")
                Context.Stop(Self);
        }
    }

    private sealed class Stashing : UntypedActor, IWithUnboundedStash
    {
        private bool _open;

        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            if (message is "open")
            {
                _open = true;
                Stash.UnstashAll();
            }
            else if (_open)
            {
                Sender.Tell(message);
            }
            else
            {
                Stash.Stash();
            }
        }
    }
}
