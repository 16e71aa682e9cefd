using Akka.Actor;
using Akka.Hosting;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Hosting;

public class ActorRegistryTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void An_actor_is_found_by_its_key()
    {
        var registry = ActorRegistry.For(Sys);

        registry.Register<string>(TestActor);

        Assert.Same(TestActor, registry.Get<string>());
        Assert.True(registry.TryGet<string>(out var byKey));
        Assert.Same(TestActor, byKey);
        Assert.True(registry.TryGet(typeof(string), out var byType));
        Assert.Same(TestActor, byType);
        Assert.Equal([typeof(string)], registry.Select(entry => entry.Key));
    }

    [Fact]
    public void There_is_one_registry_for_an_actor_system()
    {
        Assert.Same(ActorRegistry.For(Sys), ActorRegistry.For(Sys));
    }

    [Fact]
    public void A_missing_actor_is_nobody_or_an_exception()
    {
        var registry = new ActorRegistry();

        Assert.False(registry.TryGet<string>(out var actor));
        Assert.Same(ActorRefs.Nobody, actor);
        Assert.Throws<MissingActorRegistryEntryException>(() => registry.Get<string>());
    }

    [Fact]
    public void A_second_actor_under_a_key_is_refused_unless_it_is_to_overwrite()
    {
        var registry = new ActorRegistry();
        var other = CreateTestProbe().Ref;
        registry.Register<string>(TestActor);

        Assert.Throws<DuplicateActorRegistryException>(() => registry.Register<string>(other));
        Assert.False(registry.TryRegister<string>(other));
        Assert.Same(TestActor, registry.Get<string>());
        registry.Register<string>(other, overwrite: true);

        Assert.Same(other, registry.Get<string>());
    }

    [Fact]
    public async Task An_actor_can_be_waited_for()
    {
        var registry = new ActorRegistry();
        var first = registry.GetAsync<string>();
        var second = registry.GetAsync(typeof(string));
        Assert.False(first.IsCompleted);

        registry.Register<string>(TestActor);

        Assert.Same(TestActor, await first);
        Assert.Same(TestActor, await second);
        Assert.Same(TestActor, await registry.GetAsync<string>());
    }

    [Fact]
    public async Task Waiting_can_be_given_up_without_harm_to_others()
    {
        var registry = new ActorRegistry();
        using var impatient = new CancellationTokenSource();
        var cancelled = registry.GetAsync<string>(impatient.Token);
        var patient = registry.GetAsync<string>();

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        registry.Register<string>(TestActor);
        Assert.Same(TestActor, await patient);
    }
}
