using Akka.Actor;
using Akka.TestKit;
using Xunit;

namespace Herd.Tests.AkkaRuntime.TestKit;

public class TestActorRefTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void When_a_message_has_been_sent_it_has_been_handled()
    {
        var counter = ActorOfAsTestActorRef<Counter>("counter");
        var thread = Environment.CurrentManagedThreadId;

        counter.Tell(1);
        counter.Tell(2);

        Assert.Equal(3, counter.UnderlyingActor.Sum);
        Assert.Equal(thread, counter.UnderlyingActor.HandledOn);
        Assert.Equal("counter", counter.Path.Name);
    }

    [Fact]
    public void It_is_found_under_its_path_and_equals_the_reference_that_is()
    {
        var counter = ActorOfAsTestActorRef<Counter>("counter");

        Sys.ActorSelection("/user/counter").Tell(new Identify(1));

        Assert.True(counter == ExpectMsg<ActorIdentity>().Subject);
        Assert.True(counter.Equals(counter.Ref));
    }

    [Fact]
    public void A_message_handled_past_the_mailbox_throws_at_the_caller()
    {
        var counter = ActorOfAsTestActorRef<Counter>(Props.Create<Counter>());

        Assert.Throws<InvalidOperationException>(() => counter.Receive("fail"));
        counter.Receive(5, TestActor);

        Assert.Equal(5, counter.UnderlyingActor.Sum);
        Assert.Equal(TestActor, counter.UnderlyingActor.From);
    }

    [Fact]
    public void After_a_restart_there_is_another_instance()
    {
        var counter = ActorOfAsTestActorRef<Counter>(Props.Create<Counter>());
        var first = counter.UnderlyingActor;

        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => counter.Tell("fail"));

        AwaitAssert(() => Assert.NotSame(first, counter.UnderlyingActor));
        counter.Tell(7);
        AwaitAssert(() => Assert.Equal(7, counter.UnderlyingActor.Sum));
    }

    [Fact]
    public void It_can_be_given_a_supervisor()
    {
        var parent = ActorOfAsTestActorRef<Counter>("parent");
        var child = ActorOfAsTestActorRef<Counter>(parent, "child");

        Assert.Equal(parent.Path / "child", child.Path);
        Watch(child);
        Sys.Stop(parent);
        ExpectTerminated(child);
    }

    [Fact]
    public void It_can_watch()
    {
        var watched = CreateTestProbe();
        var counter = ActorOfAsTestActorRef<Counter>(Props.Create<Counter>());
        counter.Watch(watched.Ref);
        Sys.Stop(watched.Ref);

        AwaitCondition(() => counter.UnderlyingActor.Terminated is not null);
        Assert.Equal(watched.Ref, counter.UnderlyingActor.Terminated);
    }

    [Fact]
    public void When_it_has_stopped_there_is_no_instance()
    {
        var counter = ActorOfAsTestActorRef<Counter>(Props.Create<Counter>());
        Watch(counter);
        Sys.Stop(counter);
        ExpectTerminated(counter);

        Assert.Throws<IllegalActorStateException>(() => counter.UnderlyingActor);
    }

    private sealed class Counter : ReceiveActor
    {
        public Counter()
        {
            Receive<int>(n =>
            {
                Sum += n;
                HandledOn = Environment.CurrentManagedThreadId;
                From = Sender;
            });
            Receive<string>(m => throw new InvalidOperationException(m));
            Receive<Terminated>(t => Terminated = t.ActorRef);
        }

        public int Sum { get; private set; }

        public int HandledOn { get; private set; }

        public IActorRef? From { get; private set; }

        public IActorRef? Terminated { get; private set; }
    }
}
