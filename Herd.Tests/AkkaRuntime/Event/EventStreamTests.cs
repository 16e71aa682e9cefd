using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Event;

public sealed class EventStreamTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly EventStream _stream;

    public EventStreamTests() => _stream = Sys.EventStream;

    [Fact]
    public void Who_subscribes_to_a_class_gets_its_events_in_order_and_no_others()
    {
        _stream.Subscribe(TestActor, typeof(Bleat));
        _stream.Publish(new Bleat(1));
        _stream.Publish("not a bleat");
        _stream.Publish(new Bleat(2));

        ExpectMsg(new Bleat(1));
        ExpectMsg(new Bleat(2));
        ExpectNoMsg(20);
    }

    [Fact]
    public void Who_subscribes_to_a_base_class_or_an_interface_gets_the_events_of_its_subclasses()
    {
        var byInterface = CreateTestProbe();
        _stream.Subscribe(TestActor, typeof(Bleat));
        _stream.Subscribe(byInterface.Ref, typeof(INoise));
        _stream.Publish(new LoudBleat(1));
        _stream.Publish(new Bark());

        ExpectMsg(new LoudBleat(1));
        byInterface.ExpectMsg(new LoudBleat(1));
        byInterface.ExpectMsg<Bark>();
        ExpectNoMsg(20);
    }

    [Fact]
    public void Who_subscribes_to_a_class_gets_no_events_of_its_base_class()
    {
        _stream.Subscribe(TestActor, typeof(LoudBleat));
        _stream.Publish(new Bleat(1));
        _stream.Publish(new LoudBleat(2));

        ExpectMsg(new LoudBleat(2));
    }

    [Fact]
    public void All_subscribers_get_an_event()
    {
        TestProbe[] probes = [CreateTestProbe(), CreateTestProbe(), CreateTestProbe()];
        foreach (var probe in probes)
            _stream.Subscribe(probe.Ref, typeof(Bleat));
        _stream.Publish(new Bleat(1));

        Assert.All(probes, probe => probe.ExpectMsg(new Bleat(1)));
    }

    [Fact]
    public void Who_subscribes_twice_gets_an_event_once()
    {
        Assert.True(_stream.Subscribe(TestActor, typeof(Bleat)));
        Assert.False(_stream.Subscribe(TestActor, typeof(Bleat)));
        _stream.Subscribe(TestActor, typeof(INoise));
        _stream.Publish(new Bleat(1));

        ExpectMsg(new Bleat(1));
        ExpectNoMsg(20);
    }

    [Fact]
    public void A_subscription_to_one_class_can_be_ended()
    {
        _stream.Subscribe(TestActor, typeof(Bleat));
        _stream.Subscribe(TestActor, typeof(Bark));
        Assert.True(_stream.Unsubscribe(TestActor, typeof(Bleat)));
        _stream.Publish(new Bleat(1));
        _stream.Publish(new Bark());

        ExpectMsg<Bark>();
        ExpectNoMsg(20);
    }

    [Fact]
    public void All_subscriptions_can_be_ended()
    {
        _stream.Subscribe(TestActor, typeof(Bleat));
        _stream.Subscribe(TestActor, typeof(Bark));
        Assert.True(_stream.Unsubscribe(TestActor));
        Assert.False(_stream.Unsubscribe(TestActor));
        _stream.Publish(new Bleat(1));
        _stream.Publish(new Bark());

        ExpectNoMsg(20);
    }

    [Fact]
    public void It_can_be_subscribed_to_while_events_come()
    {
        var probe = CreateTestProbe();
        _stream.Subscribe(TestActor, typeof(Bleat));
        _stream.Publish(new Bleat(1));
        _stream.Subscribe(probe.Ref, typeof(Bleat));
        _stream.Publish(new Bleat(2));

        probe.ExpectMsg(new Bleat(2));
        Assert.Equal([new Bleat(1), new Bleat(2)], ReceiveN(2));
    }

    [Fact]
    public void The_subscriptions_of_an_actor_end_with_it()
    {
        var probe = CreateTestProbe();
        _stream.Subscribe(probe.Ref, typeof(Bleat));
        Watch(probe.Ref);
        Sys.Stop(probe.Ref);
        ExpectTerminated(probe.Ref);

        AwaitAssert(() => EventFilter.DeadLetter<Bleat>().Expect(0, TimeSpan.FromMilliseconds(20), () => _stream.Publish(new Bleat(1))));
    }

    [Fact]
    public void Nobody_can_t_subscribe()
    {
        Assert.Throws<ArgumentNullException>(() => _stream.Subscribe(null!, typeof(Bleat)));
        Assert.Throws<ArgumentNullException>(() => _stream.Unsubscribe(null!, typeof(Bleat)));
        Assert.Throws<ArgumentNullException>(() => _stream.Unsubscribe(null!));
    }

    private interface INoise;

    private record Bleat(int Number) : INoise;

    private sealed record LoudBleat(int Number) : Bleat(Number);

    private sealed record Bark : INoise;
}
