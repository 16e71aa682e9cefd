using Akka.Actor;
using Akka.Configuration;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Actor;

public sealed class ActorSystemTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("")]
    [InlineData("has space")]
    [InlineData("-leading")]
    [InlineData("a.b")]
    public void A_name_that_no_system_can_have_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => ActorSystem.Create(name));

    [Fact]
    public async Task Terminate_ends_when_all_actors_have_stopped()
    {
        var system = ActorSystem.Create("ends");
        var stopped = new TaskCompletionSource();
        system.ActorOf(Props.Create(() => new Ending(stopped)));
        await system.Terminate().WaitAsync(Patience);

        Assert.True(stopped.Task.IsCompleted);
        Assert.True(system.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Terminating_twice_is_terminating_once()
    {
        var system = ActorSystem.Create("twice");
        var first = system.Terminate();
        var second = system.Terminate();

        await Task.WhenAll(first, second).WaitAsync(Patience);
    }

    [Fact]
    public async Task Disposing_terminates()
    {
        var system = ActorSystem.Create("disposed");
        system.Dispose();

        await system.WhenTerminated.WaitAsync(Patience);
    }

    [Fact]
    public async Task Termination_callbacks_run_last_in_first_out()
    {
        var order = new List<int>();
        var system = ActorSystem.Create("callbacks");
        system.RegisterOnTermination(() => order.Add(1));
        system.RegisterOnTermination(() => order.Add(2));
        await system.Terminate().WaitAsync(Patience);

        Assert.Equal([2, 1], order);
    }

    [Fact]
    public async Task No_actor_can_be_made_in_a_terminated_system()
    {
        var system = ActorSystem.Create("over");
        await system.Terminate().WaitAsync(Patience);

        Assert.Throws<InvalidOperationException>(() => system.ActorOf(Props.Create(() => new Ending(new TaskCompletionSource()))));
    }

    [Fact]
    public async Task System_actors_outlive_those_of_the_user()
    {
        var order = new List<string>();
        var system = (ExtendedActorSystem)ActorSystem.Create("outlive");
        system.SystemActorOf(Props.Create(() => new Noting(order, "system")), "noting");
        system.ActorOf(Props.Create(() => new Noting(order, "user")));
        await system.Terminate().WaitAsync(Patience);

        Assert.Equal(["user", "system"], order);
    }

    [Fact]
    public async Task An_extension_is_made_once()
    {
        var system = ActorSystem.Create("extended");
        Assert.False(system.HasExtension<Counter>());
        var first = new CounterProvider().Apply(system);
        var second = system.WithExtension<Counter, CounterProvider>();

        Assert.Same(first, second);
        Assert.Same(first, system.GetExtension<Counter>());
        Assert.True(system.HasExtension<Counter>());
        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task Configured_extensions_are_made_at_the_start()
    {
        var name = typeof(CounterProvider).AssemblyQualifiedName;
        var system = ActorSystem.Create("configured", ConfigurationFactory.ParseString($"akka.extensions = [\"{name}\"]"));

        Assert.True(system.HasExtension<Counter>());
        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task Configuration_lies_over_the_defaults()
    {
        var system = ActorSystem.Create("settings", ConfigurationFactory.ParseString("akka.loglevel = ERROR, mine = 1"));

        Assert.Equal("ERROR", system.Settings.LogLevel);
        Assert.Equal(1, system.Settings.Config.GetInt("mine"));
        Assert.Equal(TimeSpan.FromMilliseconds(10), system.Settings.Config.GetTimeSpan("akka.scheduler.tick-duration"));
        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_setup_can_carry_the_configuration()
    {
        var system = ActorSystem.Create("bootstrapped", BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString("mine = 2")));

        Assert.Equal(2, system.Settings.Config.GetInt("mine"));
        Assert.True(system.Settings.Setup.Get<BootstrapSetup>().HasValue);
        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task Two_systems_of_one_name_know_nothing_of_each_other()
    {
        var one = ActorSystem.Create("same");
        var other = ActorSystem.Create("same");
        one.ActorOf(Props.Create(() => new Ending(new TaskCompletionSource())), "name");
        other.ActorOf(Props.Create(() => new Ending(new TaskCompletionSource())), "name");

        await Task.WhenAll(one.Terminate(), other.Terminate()).WaitAsync(Patience);
    }

    private sealed class Ending(TaskCompletionSource stopped) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }

        protected override void PostStop() => stopped.TrySetResult();
    }

    private sealed class Noting(List<string> order, string what) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }

        protected override void PostStop() => order.Add(what);
    }

    public sealed class Counter : IExtension;

    public sealed class CounterProvider : ExtensionIdProvider<Counter>
    {
        public override Counter CreateExtension(ExtendedActorSystem system) => new();
    }
}
