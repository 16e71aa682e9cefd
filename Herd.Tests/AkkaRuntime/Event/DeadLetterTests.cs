using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.TestActors;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Event;

public sealed class DeadLetterTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_message_to_an_actor_that_has_ended_is_a_dead_letter()
    {
        var actor = Stopped();
        var letters = Subscriber(typeof(DeadLetter));
        actor.Tell("late");

        var letter = letters.ExpectMsg<DeadLetter>();
        Assert.Equal("late", letter.Message);
        Assert.Equal(TestActor, letter.Sender);
        Assert.Equal(actor, letter.Recipient);
    }

    [Fact]
    public void What_is_left_in_the_mailbox_when_an_actor_ends_is_dead()
    {
        var letters = Subscriber(typeof(DeadLetter));
        var busy = CreateTestLatch();
        var actor = ActorOf(Acts.Props((_, context) =>
        {
            busy.Ready();
            context.Stop(context.Self);
        }));
        foreach (var message in new[] { "handled", "a", "b" })
            actor.Tell(message);
        busy.CountDown();

        letters.ExpectMsg<DeadLetter>(letter => letter.Message is "a" && letter.Recipient.Equals(actor) && letter.Sender.Equals(TestActor));
        letters.ExpectMsg<DeadLetter>(letter => letter.Message is "b");
    }

    [Fact]
    public void A_message_to_the_dead_letters_themselves_is_one()
    {
        var letters = Subscriber(typeof(DeadLetter));
        Sys.DeadLetters.Tell("nobody wants this", TestActor);

        letters.ExpectMsg<DeadLetter>(letter => letter.Message is "nobody wants this" && letter.Sender.Equals(TestActor));
    }

    [Fact]
    public void A_message_that_says_so_is_a_suppressed_dead_letter()
    {
        var actor = Stopped();
        var letters = Subscriber(typeof(DeadLetter));
        var suppressed = Subscriber(typeof(SuppressedDeadLetter));
        var all = Subscriber(typeof(AllDeadLetters));
        actor.Tell(new Unimportant());
        actor.Tell("important");

        suppressed.ExpectMsg<SuppressedDeadLetter>(letter => letter.Message is Unimportant && letter.Recipient.Equals(actor));
        letters.ExpectMsg<DeadLetter>(letter => letter.Message is "important");
        all.ExpectMsg<SuppressedDeadLetter>();
        all.ExpectMsg<DeadLetter>();
    }

    [Fact]
    public void An_unhandled_message_is_published_with_its_sender_and_recipient()
    {
        var unhandled = Subscriber(typeof(UnhandledMessage));
        var actor = ActorOf<UnhandledMessageActor>();
        actor.Tell("what is this?");

        var published = unhandled.ExpectMsg<UnhandledMessage>();
        Assert.Equal("what is this?", published.Message);
        Assert.Equal(TestActor, published.Sender);
        Assert.Equal(actor, published.Recipient);
    }

    [Fact]
    public void An_unhandled_message_is_no_dead_letter_and_no_failure()
    {
        var letters = Subscriber(typeof(DeadLetter));
        var actor = ActorOf<UnhandledMessageActor>();
        Watch(actor);
        actor.Tell("what is this?");

        letters.ExpectNoMsg(20);
        ExpectNoMsg(20);
    }

    [Fact]
    public async Task Dead_letters_are_logged_as_information()
    {
        var actor = Stopped();
        await Sys.ActorSelection("/system/deadLetterListener").ResolveOne(TimeSpan.FromSeconds(10));

        EventFilter.Info(new System.Text.RegularExpressions.Regex(@"Message \[String\] from .* was not delivered")).ExpectOne(() => actor.Tell("late"));
    }

    private IActorRef Stopped()
    {
        var actor = Watch(ActorOf(BlackHoleActor.Props));
        Sys.Stop(actor);
        ExpectTerminated(actor);
        return actor;
    }

    private TestProbe Subscriber(Type to)
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe.Ref, to);
        return probe;
    }

    private sealed record Unimportant : IDeadLetterSuppression;
}
