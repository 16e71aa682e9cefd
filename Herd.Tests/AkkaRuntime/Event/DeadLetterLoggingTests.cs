using Akka.Actor;
using Akka.TestKit.TestActors;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Event;

public sealed class DeadLetterLoggingTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Only_so_many_are_logged_and_then_there_is_a_pause()
    {
        using var kit = new Akka.TestKit.Xunit2.TestKit("akka { log-dead-letters = 3, log-dead-letters-suspend-duration = infinite }");

        Expect(kit, 3, () => Tell(kit, 10));
    }

    [Fact]
    public void All_are_logged_when_that_is_on()
    {
        using var kit = new Akka.TestKit.Xunit2.TestKit("akka.log-dead-letters = on");

        Expect(kit, 50, () => Tell(kit, 50));
    }

    [Fact]
    public void None_is_logged_when_that_is_off()
    {
        using var kit = new Akka.TestKit.Xunit2.TestKit("akka.log-dead-letters = off");

        Expect(kit, 0, () => Tell(kit, 5));
    }

    [Fact]
    public void Unhandled_messages_are_logged_for_debugging_when_that_is_on()
    {
        using var kit = new Akka.TestKit.Xunit2.TestKit("akka { loglevel = DEBUG, actor.debug.unhandled = on }");
        var actor = kit.ActorOf<UnhandledMessageActor>("unwilling");
        WaitFor(kit, "UnhandledMessageForwarder");

        kit.EventFilter.Debug(start: "Unhandled message", source: "/user/unwilling").ExpectOne(() => actor.Tell("hi"));
    }

    private static void Expect(Akka.TestKit.Xunit2.TestKit kit, int count, Action action)
    {
        if (count > 0)
            WaitFor(kit, "deadLetterListener");
        var filter = kit.EventFilter.Info(contains: "was not delivered");
        if (count == 0)
            filter.Expect(0, Soon, action);
        else
            filter.Expect(count, action);
    }

    // A system doesn't wait for it when it starts.
    private static void WaitFor(Akka.TestKit.Xunit2.TestKit kit, string listener) =>
        kit.Sys.ActorSelection($"/system/{listener}").ResolveOne(TimeSpan.FromSeconds(10)).Wait();

    private static void Tell(Akka.TestKit.Xunit2.TestKit kit, int messages)
    {
        for (var n = 0; n < messages; n++)
            kit.Sys.DeadLetters.Tell(n);
    }
}
