using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.TestActors;
using Xunit;

namespace Herd.Tests.AkkaRuntime.TestKit;

public class TestProbeTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly TestProbe _probe;

    public TestProbeTests() => _probe = CreateTestProbe("probe");

    [Fact]
    public void A_probe_gets_only_what_it_is_told()
    {
        _probe.Ref.Tell("to the probe");
        TestActor.Tell("to the test");

        _probe.ExpectMsg("to the probe");
        ExpectMsg("to the test");
        Assert.False(_probe.HasMessages);
    }

    [Fact]
    public void A_probe_has_the_name_that_it_is_given() => Assert.Equal("probe", _probe.Ref.Path.Name);

    [Fact]
    public void Making_a_probe_leaves_the_test_the_sender()
    {
        _probe.Ref.Tell("hi");

        _probe.ExpectMsg("hi");
        Assert.Equal(TestActor, _probe.Sender);
    }

    [Fact]
    public void A_probe_is_a_reference_itself()
    {
        IActorRef reference = _probe;
        reference.Tell("hi");

        _probe.ExpectMsg("hi");
        Assert.True(reference.Equals(_probe.Ref));
        Assert.Equal(_probe.Ref.Path, reference.Path);
    }

    [Fact]
    public void A_probe_sends_as_itself()
    {
        _probe.Send(TestActor, "hi");

        ExpectMsgFrom(_probe.Ref, "hi");
    }

    [Fact]
    public void A_probe_answers_the_sender_of_the_last_message()
    {
        _probe.Ref.Tell("question");
        _probe.ExpectMsg("question");
        _probe.Reply("answer");

        ExpectMsgFrom(_probe.Ref, "answer");
    }

    [Fact]
    public void A_probe_passes_the_last_message_on_in_the_name_of_its_sender()
    {
        var target = CreateTestProbe();
        _probe.Ref.Tell("hi");
        _probe.ExpectMsg("hi");
        _probe.Forward(target.Ref);
        _probe.Forward(target.Ref, "another");

        target.ExpectMsgFrom(TestActor, "hi");
        target.ExpectMsgFrom(TestActor, "another");
    }

    [Fact]
    public void A_probe_watches()
    {
        var actor = ActorOf(BlackHoleActor.Props);
        _probe.Watch(actor);
        Sys.Stop(actor);

        _probe.ExpectTerminated(actor);
    }

    [Fact]
    public void What_a_probe_didn_t_receive_is_dead_when_it_stops()
    {
        _probe.Ref.Tell("unread");

        EventFilter.DeadLetter<string>().ExpectOne(() => Sys.Stop(_probe.Ref));
    }

    [Fact]
    public void A_probe_can_be_in_another_system()
    {
        var other = ActorSystem.Create("other", DefaultConfig);
        try
        {
            var probe = CreateTestProbe(other);
            probe.Ref.Tell("hi");

            probe.ExpectMsg("hi");
            Assert.Equal("other", probe.Ref.Path.Address.System);
        }
        finally
        {
            Shutdown(other, verifySystemShutdown: true);
        }
    }
}
