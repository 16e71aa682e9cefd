using System.Collections;
using Akka.Actor;
using Xunit;
using Xunit.Sdk;

namespace Herd.Tests.AkkaRuntime.TestKit;

public class ReceiveTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void Receiving_one_returns_it_or_null()
    {
        TestActor.Tell("hi");

        Assert.Equal("hi", ReceiveOne(Soon));
        Assert.Null(ReceiveOne(Soon));
        Assert.Null(ReceiveOne(TimeSpan.Zero));
    }

    [Fact]
    public async Task Receiving_one_can_be_awaited()
    {
        TestActor.Tell("hi");

        Assert.Equal("hi", await ReceiveOneAsync(Soon));
        Assert.Null(await ReceiveOneAsync(Soon));
    }

    [Fact]
    public void A_received_message_comes_with_its_sender()
    {
        var sender = CreateTestProbe();
        sender.Send(TestActor, "hi");

        Assert.True(TryReceiveOne(out var envelope, Soon));
        Assert.Equal("hi", envelope.Message);
        Assert.Equal(sender.Ref, envelope.Sender);
        Assert.False(TryReceiveOne(out _, Soon));
    }

    [Fact]
    public void A_peeked_message_stays_the_next()
    {
        TestActor.Tell("hi");

        Assert.Equal("hi", PeekOne(Soon));
        Assert.Equal("hi", PeekOne(Soon));
        Assert.True(HasMessages);
        ExpectMsg("hi");
        Assert.False(HasMessages);
        Assert.Null(PeekOne(Soon));
    }

    [Fact]
    public void So_many_messages_are_received_in_order()
    {
        Tell(1, 2, 3, 4);

        Assert.Equal([1, 2, 3], ReceiveN(3));
        ExpectMsg(4);
    }

    [Fact]
    public void Too_few_messages_fail()
    {
        Tell(1, 2);

        Assert.ThrowsAny<XunitException>(() => ReceiveN(3, Soon));
    }

    [Fact]
    public void All_of_some_messages_may_come_in_any_order()
    {
        Tell(3, 1, 2);

        Assert.Equal([3, 1, 2], ExpectMsgAllOf(new[] { 1, 2, 3 }));
    }

    [Fact]
    public void All_of_some_messages_must_come_as_often_as_they_are_expected()
    {
        Tell(1, 1, 2);
        ExpectMsgAllOf(new[] { 1, 2, 1 });

        Tell(1, 2, 2);
        Assert.ThrowsAny<XunitException>(() => ExpectMsgAllOf(new[] { 1, 2, 1 }));
    }

    [Fact]
    public void A_missing_one_of_all_fails()
    {
        Tell(1, 2);

        Assert.ThrowsAny<XunitException>(() => ExpectMsgAllOf(Soon, new[] { 1, 2, 3 }));
    }

    [Fact]
    public void Any_of_some_messages_is_what_is_expected()
    {
        Tell(2, 4);

        Assert.Equal(2, ExpectMsgAnyOf(new[] { 1, 2, 3 }));
        Assert.ThrowsAny<XunitException>(() => ExpectMsgAnyOf(new[] { 1, 2, 3 }));
    }

    [Fact]
    public void Fishing_throws_away_what_comes_before()
    {
        Tell(1, "two", 3, 4);
        var before = new ArrayList();

        Assert.Equal(3, FishForMessage<int>(n => n > 2, before));
        Assert.Equal([1, "two"], before.Cast<object>());
        ExpectMsg(4);
    }

    [Fact]
    public async Task Fishing_can_be_awaited()
    {
        Tell(1, 2);

        Assert.Equal(2, await FishForMessageAsync(m => m is 2));
    }

    [Fact]
    public void Fishing_in_vain_fails_with_the_hint()
    {
        Tell(1, 2);

        Assert.Contains("a three", Assert.ThrowsAny<XunitException>(() => FishForMessage(m => m is 3, Soon, "a three")).Message);
    }

    [Fact]
    public void Receiving_while_a_filter_accepts_leaves_what_it_refuses()
    {
        Tell(1, 2, 3, "stop");

        Assert.Equal(["1", "2", "3"], ReceiveWhile<string>(m => m is int n ? n.ToString() : null!));
        ExpectMsg("stop");
    }

    [Fact]
    public void Receiving_while_a_predicate_holds_skips_other_classes()
    {
        Tell("a", 1, "b", "stop");

        Assert.Equal(["a", "b"], ReceiveWhile<string>(m => m != "stop"));
        ExpectMsg("stop");
    }

    [Fact]
    public void Receiving_while_ends_at_the_count_the_idle_time_or_the_end_of_time()
    {
        Tell(1, 2, 3);

        Assert.Equal(["1", "2"], ReceiveWhile<string>(m => m.ToString()!, msgs: 2));
        Assert.Equal(["3"], ReceiveWhile<string>(m => m.ToString()!, max: TimeSpan.FromSeconds(3), idle: Soon));
        Assert.Empty(ReceiveWhile<string>(m => m.ToString()!, max: Soon));
    }

    [Fact]
    public void No_message_is_what_is_expected_when_none_comes() => ExpectNoMsg(20);

    [Fact]
    public void A_message_fails_when_none_is_expected_whether_it_has_come_or_comes_yet()
    {
        TestActor.Tell("hi");
        Assert.Contains("hi", Assert.ThrowsAny<XunitException>(() => ExpectNoMsg(TimeSpan.Zero)).Message);

        Sys.Scheduler.ScheduleTellOnce(Soon, TestActor, "late", ActorRefs.NoSender);
        Assert.ThrowsAny<XunitException>(() => ExpectNoMsg(TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public async Task No_message_can_be_awaited()
    {
        await ExpectNoMsgAsync(20);

        TestActor.Tell("hi");
        await Assert.ThrowsAnyAsync<XunitException>(async () => await ExpectNoMsgAsync(Soon));
    }

    private void Tell(params object[] messages)
    {
        foreach (var message in messages)
            TestActor.Tell(message);
    }
}
