using Akka.Actor;
using Akka.Hosting;
using Herd.Actors;
using Herd.Actors.Clients;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Membership;
using Herd.Actors.Membership.Transport;
using Herd.Actors.Protocol;
using Herd.Actors.Storage;
using Herd.Actors.Streams;
using Herd.Actors.Telemetry;
using Herd.Actors.Tls;
using Herd.Node.Demo;
using Herd.Node.Http;
using Herd.Node.Logging;
using Herd.Node.Map;
using Herd.Node.Settings;
using Herd.Node.Telemetry;
using Herd.Node.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Herd.Node.Hosting;

/// <summary>One node. Starts message log, actors, links, clients and HTTP in this order.</summary>
/// <remarks>Stops in reverse order, so that nobody talks to actors that don't exist.</remarks>
internal sealed class NodeHost : IAsyncDisposable
{
    private const string ActorSystemName = "herd";

    /// <summary>Bytes of a request line other than a client's ID, at most.</summary>
    private const int RequestLineRest = 1024;

    /// <summary>Clients that haven't taken their answers by then are cut off. The actors stop afterwards.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(4);

    private readonly WebApplication _application;
    private readonly Task<NodeStorage> _opening;
    private MetricsEndpoint? _metrics;

    private NodeHost(NodeSettings node, WebApplication application, NodePorts ports, Task<NodeStorage> opening)
    {
        Node = node;
        Ports = ports;
        _application = application;
        _opening = opening;
    }

    public NodeSettings Node { get; }

    public NodePorts Ports { get; }

    public IServiceProvider Services => _application.Services;

    /// <summary>Also cancelled if the node stops by itself.</summary>
    public CancellationToken Stopping => _application.Lifetime.ApplicationStopping;

    /// <summary>Why the node stops by itself, for people; null: it doesn't, or something failed.</summary>
    public string? EndMessage => _application.Services.GetRequiredService<NodeEnd>().Reason is { } reason ? $"{Node.Name} stops: {reason}" : null;

    /// <summary>Completes once all ports listen and all actors exist. The node owns <paramref name="ports"/> from here on.</summary>
    /// <param name="tls">Null: only the cluster port has TLS, with a key of its own.</param>
    /// <exception cref="SettingsException">The node's durable copy can't be used, or the herd refuses the node.</exception>
    public static async Task<NodeHost> StartAsync(
        HerdSettings herd,
        NodeSettings node,
        NodePorts ports,
        LocationLimits limits,
        NodeTls? tls,
        TextWriter error,
        CancellationToken cancellation,
        DemoHooks? demo = null)
    {
        // In parallel: it takes time in proportion to what the node holds.
        var opening = Task.Factory.StartNew(
            () => NodeStorage.Open(herd, node, limits), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "herd" });
        ConfigureLogging(builder.Logging, node, error);
        ConfigureHost(builder, herd, ports, tls);
        AddServices(builder.Services, herd, node, ports, tls, opening, demo);

        var application = builder.Build();
        // This blocks; RunningNodes gives each start its own thread.
        application.Services.GetRequiredService<ActorSystem>();
        Health.Map(application, herd, node);
        Status.Map(application, herd, node, FaultOf(opening), tls);
        MemberRemoval.Map(application);
        var host = new NodeHost(node, application, ports, opening);
        try
        {
            var storage = await opening.ConfigureAwait(false);
            if (storage.Copy?.Warning is { } warning)
                application.Services.GetRequiredService<ILogger<DurableCopy>>().LogWarning("{Warning}", warning);
            // Only now does the node own its folder.
            var proofs = ProofsOf(herd, node, application.Services.GetRequiredService<ILogger<HerdProofs>>());
            HttpApi.Map(application, herd, node, storage.Table);
            MapEndpoints.Map(application, herd, isDemo: demo is not null);
            demo?.Map(application);
            host._metrics = new MetricsEndpoint(application.Services, herd, node, storage.Table);
            host._metrics.Map(application);
            HttpFaults.Use(application);
            application.UseCors();
            HttpGate.Use(application, herd.Access.Keys, proofs, WebPageCheck.Of(herd, demo?.IsTrusted), OnWrongHttpKey(application.Services));
            await application.StartAsync(cancellation).ConfigureAwait(false);
            host._metrics.Start();
            return host;
        }
        catch (OperationCanceledException) when (host.EndMessage is not null && !cancellation.IsCancellationRequested)
        {
            // Another node with its name was found during the start.
            var message = host.EndMessage;
            await host.DisposeAsync().ConfigureAwait(false);
            throw new SettingsException(message);
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends clients their remaining answers, ends links and actors, and writes the message log.</summary>
    /// <returns>What was lost, for people; null: nothing.</returns>
    public async Task<string?> StopAsync()
    {
        await _application.StopAsync().ConfigureAwait(false);
        return Loss();
    }

    /// <summary>What was lost, for people, once the registry has stopped; null: nothing.</summary>
    public string? Loss() => _opening.Result.Loss() is { } loss ? $"{Node.Name}: {loss}" : null;

    public async ValueTask DisposeAsync()
    {
        // Must come first: it sends a last time what it reads below.
        _metrics?.Dispose();
        await _application.DisposeAsync().ConfigureAwait(false);
        if (_opening.IsCompletedSuccessfully)
            _opening.Result.Dispose();
        Ports.Dispose();
    }

    private static void ConfigureLogging(ILoggingBuilder logging, NodeSettings node, TextWriter error) => logging
        .SetMinimumLevel(LogLevel.Warning)
        // Kestrel warns of slow machines and clients that disconnect, which users can't fix.
        .AddFilter("Microsoft", LogLevel.Error)
        // A failed start is thrown, too.
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
        .AddFilter("Akka.Hosting", LogLevel.None)
        // The health answer says it, and the log has it once, from its source.
        .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
        .AddProvider(new StandardErrorLogger(node.Name, error));

    private static void ConfigureHost(WebApplicationBuilder builder, HerdSettings herd, NodePorts ports, NodeTls? tls)
    {
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Room for the longest ID, percent-encoded to three bytes per byte, and a stream's cursor.
            kestrel.Limits.MaxRequestLineSize = Math.Max(kestrel.Limits.MaxRequestLineSize, 3 * herd.Client.MaxIdLength + StreamCursor.MaxLength + RequestLineRest);
            var logger = kestrel.ApplicationServices.GetRequiredService<ILogger<TlsPort>>();
            kestrel.Listen(ports.Clients, listen =>
            {
                if (herd.Tls.Clients)
                    listen.UseClientTls(tls!, new TlsPort("herd.client.tls", logger));
                listen.UseConnectionHandler<ClientConnectionHandler>();
            });
            kestrel.Listen(ports.Http, listen =>
            {
                if (herd.Tls.Http)
                    new TlsPort("herd.http.tls", logger).On(listen, tls!);
            });
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopTimeout);
        builder.Services.AddRoutingCore();
        builder.Services.AddHealthChecks();
        OpenApi.Add(builder.Services);
        builder.Services.AddCors();
        // The process handles signals; it may run several nodes.
        builder.Services.AddSingleton<IHostLifetime, ForeverLifetime>();
    }

    private static void AddServices(
        IServiceCollection services, HerdSettings herd, NodeSettings node, NodePorts ports, NodeTls? tls, Task<NodeStorage> opening, DemoHooks? demo)
    {
        services.AddSingleton(provider => new NodeListenerFactory(ports.Clients, provider.GetRequiredService<ILogger<NodeListenerFactory>>()));
        services.AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<NodeListenerFactory>());
        services.AddSingleton(new NodeTelemetry(node.Name));
        services.AddSingleton(provider => OpenMessageLog(herd, node, provider.GetRequiredService<ILogger<MessageLog>>()));
        var linkTls = herd.Tls.Links ? tls : null;
        services.AddSingleton(_ => new SocketLinkConnector(linkTls is null ? null : () => linkTls.Current, demo?.Dial));
        services.AddSingleton<IMembershipAccess, MembershipAccess>();
        services.AddSingleton(provider => new HerdDirectory(herd, node.Name, ports.Http.Port, provider.GetRequiredService<IMembershipAccess>()));
        services.AddSingleton<ICorsPolicyProvider, HerdPagesCors>();
        services.AddSingleton(provider => ClusterPortOf(herd, node, ports, linkTls, opening.Result, provider.GetRequiredService<ILogger<ClusterPort>>()));
        services.AddSingleton<NodeEnd>();
        services.AddAkka(ActorSystemName, (akka, provider) => akka
            .AddHocon(herd.Akka, HoconAddMode.Prepend)
            .WithHerd(() => SetupOf(herd, node, ports, opening.Result, provider), provider.GetRequiredService<NodeEnd>().OnRootEnded)
            .WithHealthChecks(FaultOf(opening))
            .WithHerdLogging());
        services.AddHostedService(provider => new ClusterListener(
            provider.GetRequiredService<NodeListenerFactory>(), ports.Cluster, provider.GetRequiredService<ClusterPort>()));
        services.AddHostedService(provider => new MembershipStart(
            node.Name,
            herd.Joining is not null,
            provider.GetRequiredService<IRequiredActor<MembershipActor>>(),
            provider.GetRequiredService<IHostApplicationLifetime>()));
        services.AddHostedService(provider => new LinkListener(
            provider.GetRequiredService<NodeListenerFactory>(),
            ports.Links,
            provider.GetRequiredService<IRequiredActor<GossipActor>>(),
            linkTls));
        if (tls is not null)
        {
            services.AddHostedService(provider => new CertificateRenewal(
                tls, provider.GetRequiredService<IMessageLog>(), provider.GetRequiredService<ILogger<CertificateRenewal>>(), TimeProvider.System));
        }
    }

    private static IMessageLog OpenMessageLog(HerdSettings herd, NodeSettings node, ILogger<MessageLog> logger) => herd.Log.Messages
        ? new MessageLog(
            Path.Combine(herd.FolderOf(node.Name), "messages.log"),
            herd.Log.MaxSize,
            herd.Log.MaxFiles,
            complaint => logger.LogWarning("{Complaint}", complaint),
            herd.MakeClientHash())
        : NoMessageLog.Instance;

    private static HerdActor.Setup SetupOf(
        HerdSettings herd, NodeSettings node, NodePorts ports, NodeStorage storage, IServiceProvider provider)
    {
        var connector = provider.GetRequiredService<SocketLinkConnector>();
        return new HerdActor.Setup(
            IdentityOf(herd, node, storage),
            storage.Table,
            [.. herd.NeighboursOf(node).Select(LinkPortOf)],
            herd.Client,
            herd.Link,
            herd.Places,
            connector,
            provider.GetRequiredService<IMessageLog>(),
            TimeProvider.System,
            storage.Copy,
            herd.Storage.Ack,
            storage.Health,
            new MembershipSetup(
                Describe(node, ports),
                [.. herd.FileNodes.Select(LinkPortOf)],
                herd.Links,
                herd.Joining?.Target,
                new ClusterSystems(
                    provider.GetRequiredService<ClusterPort>(),
                    Describe(node, ports),
                    storage.Epoch,
                    herd.Akka,
                    provider.GetRequiredService<ILoggerProvider>()),
                provider.GetRequiredService<NodeEnd>().EndBecause,
                herd.Storage.Provider == StorageProvider.None ? null : new MembersFile(herd.FolderOf(node.Name))),
            herd.Access.Keys,
            herd.Locations.Retention,
            provider.GetRequiredService<NodeTelemetry>());
    }

    private static Action<ClientAddress> OnWrongHttpKey(IServiceProvider services)
    {
        var (telemetry, clients) = (services.GetRequiredService<NodeTelemetry>(), services.GetRequiredService<IRequiredActor<ClientListener>>());
        return address =>
        {
            telemetry.WrongHttpKey();
            clients.ActorRef.Tell(new ClientListener.KeyRefused(address), ActorRefs.NoSender);
        };
    }

    private static HerdProofs ProofsOf(HerdSettings herd, NodeSettings node, ILogger<HerdProofs> logger)
    {
        if (herd.Link.Secret.Length > 0)
            return new HerdProofs(herd.Link.Secret, token: null, TimeProvider.System);
        if (herd.Storage.Provider == StorageProvider.None)
            return new HerdProofs("", token: null, TimeProvider.System);
        try
        {
            return new HerdProofs("", NodeToken.Write(herd.FolderOf(node.Name)), TimeProvider.System);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("'herd remove' can't be used with this node: {Reason}", fault.Message);
            return new HerdProofs("", token: null, TimeProvider.System);
        }
    }

    private static ClusterPort ClusterPortOf(
        HerdSettings herd, NodeSettings node, NodePorts ports, NodeTls? tls, NodeStorage storage, ILogger<ClusterPort> logger)
    {
        // Lazy, since making a key takes time.
        var temporary = new Lazy<NodeCertificate>(NodeCertificate.MakeTemporary);
        return new ClusterPort(
            node.Host,
            ports.Cluster.Port,
            IdentityOf(herd, node, storage),
            herd.Link.Secret,
            () => tls?.Current ?? temporary.Value,
            line => logger.LogWarning("{Line}", line));
    }

    private static Func<string?> FaultOf(Task<NodeStorage> opening) => () => opening.IsCompletedSuccessfully ? opening.Result.Health.Fault : null;

    private static NodeIdentity IdentityOf(HerdSettings herd, NodeSettings node, NodeStorage storage) => new(herd.Name, node.Name, storage.Epoch);

    private static NodeDescription Describe(NodeSettings node, NodePorts ports) =>
        new(node.Name, node.Host, ports.Clients.Port, ports.Links.Port, ports.Http.Port);

    private static Neighbour LinkPortOf(NodeSettings node) => new(node.Name, node.Host, node.LinkPort);
}
