using Akka.Actor;
using Akka.Hosting;
using Herd.Actors;
using Herd.Actors.Clients;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Places;
using Herd.Node.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Herd.Hosting.Tests;

public sealed class NodeAkkaTests : Akka.Hosting.TestKit.TestKit
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public void Actors_that_others_talk_to_are_registered_once_the_host_has_started()
    {
        Assert.Equal("/user/herd", PathOf<HerdActor>());
        Assert.Equal("/user/herd/registry", PathOf<LocationRegistry>());
        Assert.Equal("/user/herd/gossip", PathOf<GossipActor>());
        Assert.Equal("/user/herd/clients", PathOf<ClientListener>());
    }

    [Fact]
    public void The_actor_system_has_no_remoting() =>
        Assert.IsType<LocalActorRefProvider>(((ExtendedActorSystem)Sys).Provider);

    [Fact]
    public async Task A_node_whose_actors_run_is_healthy()
    {
        var report = await HealthAsync();

        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Contains("locations", report.Entries.Keys);
    }

    [Fact]
    public async Task When_the_root_actor_ends_the_host_hears_of_it()
    {
        ActorRegistry.Get<HerdActor>().Tell(PoisonPill.Instance);

        await _ended.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Unhealthy, (await HealthAsync()).Status);
    }

    protected override void ConfigureServices(Microsoft.Extensions.Hosting.HostBuilderContext context, IServiceCollection services) =>
        services.AddHealthChecks();

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) => builder
        .WithHerd(
            () => new HerdActor.Setup(
                new NodeIdentity("herd", "Ada", 1),
                new LocationTable("Ada", 1),
                [],
                ClientSettings.Default,
                LinkSettings.Default,
                PlacesSettings.Default,
                new NobodyAnswers(),
                NoMessageLog.Instance,
                TimeProvider.System),
            () => _ended.TrySetResult())
        .WithHealthChecks(() => null);

    private string PathOf<TActor>() => ActorRegistry.Get<TActor>().Path.ToStringWithoutAddress();

    private Task<HealthReport> HealthAsync() =>
        Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

    private sealed class NobodyAnswers : ILinkConnector
    {
        public void Connect(Neighbour neighbour, TimeSpan timeout, IActorRef replyTo) => replyTo.Tell(new LinkNotConnected("nobody"));
    }
}
