using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace Herd.Tests.AkkaRuntime.TestKit;

public class TestKitSetupTests
{
    [Fact]
    public void A_test_waits_three_seconds_and_no_factor_makes_that_longer_by_default()
    {
        using var kit = new Akka.TestKit.Xunit2.TestKit();

        Assert.Equal(TimeSpan.FromSeconds(3), kit.TestKitSettings.SingleExpectDefault);
        Assert.Equal(TimeSpan.FromSeconds(3), kit.TestKitSettings.TestEventFilterLeeway);
        Assert.Equal(TimeSpan.FromSeconds(5), kit.TestKitSettings.DefaultTimeout);
        Assert.Equal(TimeSpan.FromSeconds(1), kit.Dilated(TimeSpan.FromSeconds(1)));
        Assert.Equal("test", kit.Sys.Name);
    }

    [Fact]
    public void A_factor_makes_all_times_longer()
    {
        using var kit = new Akka.TestKit.Xunit2.TestKit("akka.test.timefactor = 2.5");

        Assert.Equal(TimeSpan.FromSeconds(2.5), kit.Dilated(TimeSpan.FromSeconds(1)));
        Assert.Equal(TimeSpan.FromSeconds(7.5), kit.RemainingOrDefault);
        Assert.Equal(TimeSpan.FromSeconds(5), kit.RemainingOrDilated(TimeSpan.FromSeconds(2)));
        Assert.Equal(TimeSpan.Zero, kit.Dilated(TimeSpan.Zero));
    }

    [Fact]
    public void A_configuration_goes_before_the_defaults()
    {
        using var kit = new Akka.TestKit.Xunit2.TestKit(ConfigurationFactory.ParseString("a.b = 5, akka.test.default-timeout = 9s"), "named");

        Assert.Equal("named", kit.Sys.Name);
        Assert.Equal(5, kit.Sys.Settings.Config.GetInt("a.b"));
        Assert.Equal(TimeSpan.FromSeconds(9), kit.TestKitSettings.DefaultTimeout);
        Assert.Equal(TimeSpan.FromSeconds(3), kit.TestKitSettings.SingleExpectDefault);
    }

    [Fact]
    public void Setups_are_those_of_the_system()
    {
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig("a = 5"));
        using var kit = new Akka.TestKit.Xunit2.TestKit(setup, "named");

        Assert.Equal("named", kit.Sys.Name);
        Assert.Equal(5, kit.Sys.Settings.Config.GetInt("a"));
    }

    [Fact]
    public void A_given_system_is_the_one_that_is_used()
    {
        var system = ActorSystem.Create("given", Akka.TestKit.Xunit2.TestKit.DefaultConfig);
        using var kit = new Akka.TestKit.Xunit2.TestKit(system);

        Assert.Same(system, kit.Sys);
        kit.TestActor.Tell("hi");
        kit.ExpectMsg("hi");
    }

    [Fact]
    public void When_the_test_is_over_the_system_is_too_but_not_before_the_test_has_cleaned_up()
    {
        var kit = new CleansUp();
        kit.Dispose();
        kit.Dispose();

        Assert.True(kit.Sys.WhenTerminated.IsCompleted);
        Assert.Equal([false], kit.TerminatedAtCleanUp);
    }

    [Fact]
    public void The_log_goes_to_the_output_of_the_test()
    {
        var output = new Lines();
        using var kit = new Akka.TestKit.Xunit2.TestKit("akka.loglevel = DEBUG", output);

        kit.AwaitAssert(() =>
        {
            kit.Log.Info("hello {0}", 5);
            kit.Log.Error(new InvalidOperationException("oh no"), "it failed");
            Assert.Contains(output.All, line => line.Contains("INFO") && line.Contains("hello 5"));
            Assert.Contains(output.All, line => line.Contains("it failed") && line.Contains("oh no"));
        });
    }

    [Fact]
    public void A_latch_opens_when_it_has_been_counted_down()
    {
        using var kit = new Akka.TestKit.Xunit2.TestKit();
        var latch = kit.CreateTestLatch(2);

        latch.CountDown();
        Assert.False(latch.IsOpen);
        Assert.Throws<TimeoutException>(() => latch.Ready(TimeSpan.FromMilliseconds(10)));
        latch.CountDown();
        latch.Ready();
        Assert.True(latch.IsOpen);
        latch.Reset();
        Assert.False(latch.IsOpen);
        latch.Open();
        Assert.True(latch.IsOpen);
    }

    [Fact]
    public async Task A_barrier_lets_all_go_on_when_the_last_has_come()
    {
        using var kit = new Akka.TestKit.Xunit2.TestKit();
        var barrier = kit.CreateTestBarrier(2);
        var other = Task.Run(barrier.Await);
        barrier.Await();

        await other.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_test_without_a_sender_sends_as_nobody()
    {
        using var kit = new SendsAsNobody();
        kit.TestActor.Tell("hi");

        kit.ExpectMsg("hi");
        Assert.Equal(kit.Sys.DeadLetters, kit.LastSender);
    }

    private sealed class SendsAsNobody : Akka.TestKit.Xunit2.TestKit, INoImplicitSender;

    private sealed class CleansUp : Akka.TestKit.Xunit2.TestKit
    {
        public List<bool> TerminatedAtCleanUp { get; } = [];

        protected override void AfterAll() => TerminatedAtCleanUp.Add(Sys.WhenTerminated.IsCompleted);
    }

    private sealed class Lines : ITestOutputHelper
    {
        private readonly List<string> _lines = [];

        public string[] All
        {
            get
            {
                lock (_lines)
                    return [.. _lines];
            }
        }

        public void WriteLine(string message)
        {
            lock (_lines)
                _lines.Add(message);
        }

        public void WriteLine(string format, params object[] args) => WriteLine(string.Format(format, args));
    }
}
