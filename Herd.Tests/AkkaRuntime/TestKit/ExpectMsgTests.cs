using Akka.Actor;
using Xunit;
using Xunit.Sdk;

namespace Herd.Tests.AkkaRuntime.TestKit;

public class ExpectMsgTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void A_message_of_the_class_is_what_is_expected()
    {
        TestActor.Tell("hi");

        Assert.Equal("hi", ExpectMsg<string>());
    }

    [Fact]
    public void A_message_of_a_subclass_is_of_the_class()
    {
        TestActor.Tell(new ArgumentNullException("x"));

        Assert.IsType<ArgumentNullException>(ExpectMsg<ArgumentException>());
    }

    [Fact]
    public void A_message_of_another_class_fails()
    {
        TestActor.Tell(5);

        var failure = Fails(() => ExpectMsg<string>());
        Assert.Contains("5", failure.Message);
        Assert.Contains("System.String", failure.Message);
    }

    [Fact]
    public void No_message_in_time_fails() => Fails(() => ExpectMsg<string>(Soon));

    [Fact]
    public void A_message_that_comes_later_but_in_time_is_received()
    {
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(50), TestActor, "late", ActorRefs.NoSender);

        ExpectMsg("late");
    }

    [Fact]
    public void Messages_are_received_in_the_order_in_which_they_came()
    {
        foreach (var n in Enumerable.Range(1, 100))
            TestActor.Tell(n);

        foreach (var n in Enumerable.Range(1, 100))
            ExpectMsg(n);
    }

    [Fact]
    public void An_equal_message_is_what_is_expected()
    {
        TestActor.Tell(new Uri("http://x/"));

        ExpectMsg(new Uri("http://x/"));
    }

    [Fact]
    public void Collections_with_equal_elements_are_equal()
    {
        TestActor.Tell(new[] { 1, 2, 3 });

        ExpectMsg(new[] { 1, 2, 3 });
    }

    [Fact]
    public void An_unequal_message_fails_and_says_both()
    {
        TestActor.Tell("bye");

        var failure = Fails(() => ExpectMsg("hi"));
        Assert.Contains("hi", failure.Message);
        Assert.Contains("bye", failure.Message);
    }

    [Fact]
    public void Collections_with_unequal_elements_are_unequal()
    {
        TestActor.Tell(new[] { 1, 2, 3 });

        Fails(() => ExpectMsg(new[] { 1, 2 }));
    }

    [Fact]
    public void A_message_that_fulfils_the_predicate_is_what_is_expected()
    {
        TestActor.Tell("hi");

        Assert.Equal("hi", ExpectMsg<string>(m => m.Length == 2));
    }

    [Fact]
    public void A_message_that_doesn_t_fulfil_the_predicate_fails_with_the_hint()
    {
        TestActor.Tell("hi");

        Assert.Contains("a longer one", Fails(() => ExpectMsg<string>(m => m.Length > 2, hint: "a longer one")).Message);
    }

    [Fact]
    public void What_an_assertion_on_the_message_throws_is_the_failure()
    {
        TestActor.Tell("hi");

        Assert.Throws<InvalidOperationException>(() => ExpectMsg<string>(m => throw new InvalidOperationException(m)));
    }

    [Fact]
    public void Message_and_sender_can_be_looked_at_together()
    {
        var sender = CreateTestProbe();
        sender.Send(TestActor, "one");
        sender.Send(TestActor, "two");
        sender.Send(TestActor, "three");

        ExpectMsg<string>((m, from) => m == "one" && from.Equals(sender.Ref));
        ExpectMsg<string>((m, from) =>
        {
            Assert.Equal("two", m);
            Assert.Equal(sender.Ref, from);
        });
        Fails(() => ExpectMsg<string>((_, from) => from.Equals(TestActor)));
    }

    [Fact]
    public void A_comparer_decides_what_is_equal()
    {
        TestActor.Tell("HI");
        TestActor.Tell("BYE");

        ExpectMsg("hi", (a, b) => a.Equals(b, StringComparison.OrdinalIgnoreCase));
        Fails(() => ExpectMsg("hi", (a, b) => a.Equals(b, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void The_sender_can_be_expected()
    {
        var right = CreateTestProbe();
        var wrong = CreateTestProbe();
        foreach (var _ in Enumerable.Range(0, 6))
            right.Send(TestActor, "hi");
        wrong.Send(TestActor, "hi");
        wrong.Send(TestActor, "hi");

        ExpectMsgFrom<string>(right.Ref);
        ExpectMsgFrom(right.Ref, "hi");
        ExpectMsgFrom<string>(right.Ref, m => m == "hi");
        ExpectMsgFrom<string>(from => from.Equals(right.Ref), m => m == "hi");
        Fails(() => ExpectMsgFrom(right.Ref, "bye"));
        Fails(() => ExpectMsgFrom<string>(right.Ref, m => m == "bye"));
        Fails(() => ExpectMsgFrom<string>(right.Ref));
        Fails(() => ExpectMsgFrom(right.Ref, "hi"));
    }

    [Fact]
    public async Task All_of_it_can_be_awaited()
    {
        var sender = CreateTestProbe();
        foreach (var _ in Enumerable.Range(0, 7))
            sender.Send(TestActor, "hi");

        Assert.Equal("hi", await ExpectMsgAsync<string>());
        await ExpectMsgAsync("hi");
        await ExpectMsgAsync<string>(m => m == "hi");
        await ExpectMsgAsync<string>((m, from) => m == "hi" && from.Equals(sender.Ref));
        await ExpectMsgFromAsync(sender.Ref, "hi");
        await FailsAsync(async () => await ExpectMsgAsync("bye"));
        await FailsAsync(async () => await ExpectMsgFromAsync<string>(TestActor));
        await FailsAsync(async () => await ExpectMsgAsync<string>(Soon));
    }

    [Fact]
    public void The_last_message_and_its_sender_are_remembered()
    {
        var sender = CreateTestProbe();
        sender.Send(TestActor, "hi");
        ExpectMsg<string>();

        Assert.Equal("hi", LastMessage);
        Assert.Equal(sender.Ref, LastSender);
    }

    private static XunitException Fails(Action expectation) => Assert.ThrowsAny<XunitException>(expectation);

    private static Task<XunitException> FailsAsync(Func<Task> expectation) => Assert.ThrowsAnyAsync<XunitException>(expectation);
}
