using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Herd.Actors.Membership;
using Herd.Actors.Membership.Transport;
using Herd.Node.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Herd.Node.Hosting;

/// <summary>Makes a node's membership: an actor system with Akka.Remote and Akka.Cluster only, in a host of its own.</summary>
/// <remarks>It comes and goes while the node serves.</remarks>
/// <param name="settings">The herd file's section <c>akka</c>.</param>
internal sealed class ClusterSystems(
    ClusterPort port, NodeDescription node, ulong epoch, Akka.Configuration.Config settings, ILoggerProvider logger) : IClusterSystems
{
    /// <summary>Availability first: unreachable nodes are never removed. The rest is faster than defaults for large clusters.</summary>
    private const string ClusterDefaults =
        """
        akka {
          # Each tick wakes a thread, with nothing due too.
          scheduler.tick-duration = 50ms
          # A node ends its actor systems itself; see Running.LeaveAsync.
          coordinated-shutdown {
            run-by-clr-shutdown-hook = off
            run-by-actor-system-terminate = off
          }
          remote {
            retry-gate-closed-for = 250ms
            # That a node isn't there is told by the herd's membership.
            log-remote-lifecycle-events = off
            # Who gets through the cluster port speaks with the cluster, and with nothing else.
            untrusted-mode = on
            trusted-selection-paths = ["/system/cluster/core/daemon", "/system/cluster/heartbeatReceiver"]
          }
          cluster {
            log-info = off
            downing-provider-class = ""
            run-coordinated-shutdown-when-down = off
            allow-weakly-up-members = 3s
            failure-detector.monitored-by-nr-of-members = 5
            leader-actions-interval = 250ms
            unreachable-nodes-reaper-interval = 500ms
            periodic-tasks-initial-delay = 250ms
            retry-unsuccessful-join-after = 1s
          }
        }
        """;

    /// <summary>Akka.Remote and Akka.Cluster block their thread until their actors have started.</summary>
    /// <remarks>On pool threads, which those actors need, many nodes of one process would wait for each other.</remarks>
    private static readonly SemaphoreSlim StartsAtOnce = new(2);

    public async Task<IClusterSystem> StartAsync(ClusterId cluster, string? joinAt, int herdSize, IActorRef listener)
    {
        await StartsAtOnce.WaitAsync().ConfigureAwait(false);
        try
        {
            return await Task.Factory.StartNew(
                () => Start(cluster, joinAt, herdSize, listener), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        finally
        {
            StartsAtOnce.Release();
        }
    }

    /// <summary>Until all agree, each member gossips everything to another: at least quadratic work.</summary>
    /// <remarks>At 250 ms, twenty nodes of one machine do nothing else and never finish.</remarks>
    private static string GossipPace(int herdSize) =>
        FormattableString.Invariant($"akka.cluster.gossip-interval = {Math.Clamp(50 * herdSize, 250, 1000)}ms");

    private Running Start(ClusterId cluster, string? joinAt, int herdSize, IActorRef listener)
    {
        var running = new Running();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft", LogLevel.None).AddProvider(logger);
        // The process handles signals.
        builder.Services.AddSingleton<IHostLifetime, ForeverLifetime>();
        builder.Services.AddAkka(cluster.SystemName, akka => akka
            .AddHocon(settings, HoconAddMode.Prepend)
            .AddSetup(new HerdTransportSetup(port))
            .WithActorRefProvider(ProviderSelection.Cluster.Instance)
            .AddHocon(HerdTransportSetup.Config, HoconAddMode.Prepend)
            .AddHocon($"akka.cluster.roles = [\"{Roster.RoleOf(node, epoch)}\"]", HoconAddMode.Prepend)
            .AddHocon(GossipPace(herdSize), HoconAddMode.Append)
            // Not by WithCustomSerializer: Akka.NET tells standard output of a serializer that takes another's place.
            .AddHocon(RefusingSerializer.Config, HoconAddMode.Append)
            .AddHocon(ClusterDefaults, HoconAddMode.Append)
            .WithMembershipLogging()
            .WithActors((system, registry) => registry.Register<ClusterObserver>(
                system.ActorOf(ClusterObserver.Props(running, listener), ClusterObserver.Name))));
        running.Host = builder.Build();
        try
        {
            running.Host.Start();
            running.Begin(joinAt, listener);
            return running;
        }
        catch
        {
            running.Host.Dispose();
            throw;
        }
    }

    private sealed class Running : IClusterSystem
    {
        /// <summary>Others notice in any case that a node leaves, so it waits no longer.</summary>
        private static readonly TimeSpan LeavePatience = TimeSpan.FromMilliseconds(300);

        private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

        private Cluster? _cluster;

        public IHost Host { get; set; } = null!;

        public void Begin(string? joinAt, IActorRef listener)
        {
            var system = Host.Services.GetRequiredService<ActorSystem>();
            _cluster = Cluster.Get(system);
            _cluster.Join(joinAt is null ? _cluster.SelfAddress : AddressOf(joinAt));
            system.WhenTerminated.ContinueWith(_ => listener.Tell(new ClusterEnded(this), ActorRefs.NoSender), TaskScheduler.Default);
        }

        public void Down(string address) => _cluster!.Down(AddressOf(address));

        public async Task LeaveAsync()
        {
            var system = _cluster!.System;
            if (!system.WhenTerminated.IsCompleted && _cluster.State.Members.Count > 1)
            {
                using var patience = new CancellationTokenSource(LeavePatience);
                await _cluster.LeaveAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await Task.WhenAny(system.Terminate(), Task.Delay(EndPatience)).ConfigureAwait(false);
            if (Host is IAsyncDisposable host)
                await host.DisposeAsync().ConfigureAwait(false);
        }

        private Address AddressOf(string address)
        {
            var colon = address.LastIndexOf(':');
            return _cluster!.SelfAddress
                .WithHost(address[..colon])
                .WithPort(int.Parse(address.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
