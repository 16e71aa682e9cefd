using Akka.Actor;
using Akka.Hosting;
using Herd.Actors;
using Herd.Actors.Clients;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Membership;
using Herd.Actors.Storage;
using Herd.Node.Logging;
using Herd.Node.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Herd.Node.Hosting;

/// <summary>
/// One node: a generic host with its actor system, its ports and its message log. It starts in the order message log,
/// actors, links, clients and HTTP, and stops in the opposite one, so that nobody talks to actors that aren't there.
/// </summary>
internal sealed class NodeHost : IAsyncDisposable
{
    /// <summary>Every node's actor system has the same name, as a cluster wants it.</summary>
    private const string ActorSystemName = "herd";

    /// <summary>
    /// This program stops its actor systems itself; one that is told to end at once shall not wait for them. Nor does a start
    /// block a thread of the pool until a logger is there: many nodes that start at once would have none left.
    /// </summary>
    private const string AkkaDefaults = """
        akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
        akka.logger-async-start = on
        """;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Clients that haven't taken their answers by then are cut off; the actors stop after that.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(4);

    private readonly WebApplication _application;
    private readonly NodeStorage _storage;

    private NodeHost(NodeSettings node, WebApplication application, NodePorts ports, NodeStorage storage)
    {
        Node = node;
        Ports = ports;
        _application = application;
        _storage = storage;
    }

    public NodeSettings Node { get; }

    public NodePorts Ports { get; }

    /// <summary>Cancelled when the node stops, by itself too.</summary>
    public CancellationToken Stopping => _application.Lifetime.ApplicationStopping;

    /// <summary>Starts a node: completes when all its ports listen and its actors are there.</summary>
    /// <param name="herd">Its herd's settings.</param>
    /// <param name="node">One of that herd.</param>
    /// <param name="ports">The node's; its own from here on.</param>
    /// <param name="certificate">For the cluster port; null: TLS is off.</param>
    /// <param name="error">Warnings and errors.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="SettingsException">The node's durable copy can't be used, or its herd refuses it.</exception>
    public static async Task<NodeHost> StartAsync(
        HerdSettings herd, NodeSettings node, NodePorts ports, HerdCertificate? certificate, TextWriter error, CancellationToken cancellation)
    {
        var storage = OpenStorage(herd, node, ports);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "herd" });
        ConfigureLogging(builder.Logging, node, error);
        ConfigureHost(builder, ports);
        AddServices(builder.Services, herd, node, ports, certificate, storage);

        var application = builder.Build();
        Health.Map(application, herd, node);
        Status.Map(application, herd, node);
        MemberRemoval.Map(application, herd.Link.Secret, TimeProvider.System);
        var host = new NodeHost(node, application, ports, storage);
        if (storage.Copy?.Warning is { } warning)
            application.Services.GetRequiredService<ILogger<DurableCopy>>().LogWarning("{Warning}", warning);
        try
        {
            await application.StartAsync(cancellation).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets clients have the answers to what they have sent, ends links and actors, and writes the message log.</summary>
    public Task StopAsync() => _application.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync().ConfigureAwait(false);
        _storage.Dispose();
        Ports.Dispose();
    }

    private static NodeStorage OpenStorage(HerdSettings herd, NodeSettings node, NodePorts ports)
    {
        try
        {
            return NodeStorage.Open(herd, node);
        }
        catch
        {
            ports.Dispose();
            throw;
        }
    }

    private static void ConfigureLogging(ILoggingBuilder logging, NodeSettings node, TextWriter error) => logging
        .SetMinimumLevel(LogLevel.Warning)
        // Kestrel warns of slow machines and of clients that go: neither is the node's user's to mend.
        .AddFilter("Microsoft", LogLevel.Error)
        // A start that fails is thrown too.
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
        .AddFilter("Akka.Hosting", LogLevel.None)
        .AddProvider(new StandardErrorLogger(node.Name, error));

    private static void ConfigureHost(WebApplicationBuilder builder, NodePorts ports)
    {
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(ports.Clients, listen => listen.UseConnectionHandler<ClientConnectionHandler>());
            kestrel.Listen(ports.Http);
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopTimeout);
        builder.Services.AddRoutingCore();
        // Signals are the process's, which may run several nodes.
        builder.Services.AddSingleton<IHostLifetime, ForeverLifetime>();
    }

    private static void AddServices(
        IServiceCollection services, HerdSettings herd, NodeSettings node, NodePorts ports, HerdCertificate? certificate, NodeStorage storage)
    {
        services.AddSingleton(provider => new NodeListenerFactory(ports.Clients, provider.GetRequiredService<ILogger<NodeListenerFactory>>()));
        services.AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<NodeListenerFactory>());
        services.AddSingleton(provider => OpenMessageLog(herd, node, provider.GetRequiredService<ILogger<MessageLog>>()));
        services.AddSingleton<SocketLinkConnector>();
        services.AddSingleton<IMembershipAccess, MembershipAccess>();
        services.AddAkka(ActorSystemName, (akka, provider) => akka
            .AddHocon(herd.Akka, HoconAddMode.Prepend)
            .WithCluster(node, ports, certificate)
            .AddHocon(AkkaDefaults, HoconAddMode.Append)
            .AddHocon(StorageDispatcher.Config, HoconAddMode.Append)
            .ConfigureLoggers(loggers => loggers.ClearLoggers().AddLoggerFactory())
            .WithActors((system, registry) => StartActorsAsync(system, registry, SetupOf(herd, node, ports, storage, provider))));
        if (herd.Joining is not null)
            services.AddHostedService(provider => new HerdAdmission(node.Name, provider.GetRequiredService<IRequiredActor<Membership>>()));
        services.AddHostedService(provider => new LinkListener(
            provider.GetRequiredService<NodeListenerFactory>(),
            ports.Links,
            provider.GetRequiredService<IRequiredActor<Gossip>>()));
    }

    private static IMessageLog OpenMessageLog(HerdSettings herd, NodeSettings node, ILogger<MessageLog> logger) => herd.Log.Messages
        ? new MessageLog(
            Path.Combine(herd.FolderOf(node.Name), "messages.log"),
            herd.Log.MaxSize,
            herd.Log.MaxFiles,
            complaint => logger.LogWarning("{Complaint}", complaint))
        : NoMessageLog.Instance;

    private static HerdActor.Setup SetupOf(
        HerdSettings herd, NodeSettings node, NodePorts ports, NodeStorage storage, IServiceProvider provider)
    {
        return new HerdActor.Setup(
            new NodeIdentity(herd.Name, node.Name, storage.Epoch),
            storage.Table,
            [.. herd.NeighboursOf(node).Select(neighbour => new Neighbour(neighbour.Name, neighbour.Host, neighbour.LinkPort))],
            herd.Client,
            herd.Link,
            herd.Places,
            provider.GetRequiredService<SocketLinkConnector>(),
            provider.GetRequiredService<IMessageLog>(),
            TimeProvider.System,
            storage.Copy,
            herd.Storage.Ack,
            NodeCluster.SetupOf(herd, node, ports));
    }

    /// <summary>Completes when the actors that connections are handed to are there.</summary>
    private static async Task StartActorsAsync(ActorSystem system, IActorRegistry registry, HerdActor.Setup setup)
    {
        var root = system.ActorOf(HerdActor.Props(setup), HerdActor.Name);
        // It answers when it has started, and its children with it.
        await root.Ask<ActorIdentity>(new Identify(HerdActor.Name), StartTimeout).ConfigureAwait(false);
        registry.Register<HerdActor>(root);
        registry.Register<ClientListener>(await ChildAsync(system, root, HerdActor.ClientsName).ConfigureAwait(false));
        registry.Register<Gossip>(await ChildAsync(system, root, HerdActor.GossipName).ConfigureAwait(false));
        registry.Register<Membership>(await ChildAsync(system, root, HerdActor.MembershipName).ConfigureAwait(false));
        registry.Register<LocationRegistry>(await ChildAsync(system, root, HerdActor.RegistryName).ConfigureAwait(false));
    }

    private static Task<IActorRef> ChildAsync(ActorSystem system, IActorRef parent, string name) =>
        system.ActorSelection(parent.Path / name).ResolveOne(StartTimeout);
}
