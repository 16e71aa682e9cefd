using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Hosting;

public class AkkaHostingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Actors_start_and_stop_with_the_host()
    {
        var log = new ConcurrentQueue<string>();
        using var host = Build(akka => akka.WithActors((system, registry) =>
            registry.Register<Recorder>(system.ActorOf(Props.Create(() => new Recorder(log)), "recorder"))));

        await host.StartAsync();
        var system = host.Services.GetRequiredService<ActorSystem>();
        var actor = host.Services.GetRequiredService<IRequiredActor<Recorder>>().ActorRef;
        Assert.Equal("hello back", await actor.Ask<string>("hello", Patience));
        Assert.Equal("hosted", system.Name);
        await host.StopAsync();

        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
        Assert.Equal(["stopped"], log);
    }

    [Fact]
    public async Task Actors_start_in_the_order_of_the_calls_and_startup_tasks_after_them()
    {
        var log = new ConcurrentQueue<string>();
        using var host = Build(akka => akka
            .AddStartup((_, registry) => log.Enqueue($"startup {registry.TryGet<Recorder>(out var _)}"))
            .WithActors((_, _) => log.Enqueue("first"))
            .WithActors(async (system, registry) =>
            {
                await Task.Yield();
                registry.Register<Recorder>(system.DeadLetters);
                log.Enqueue("second");
            })
            .WithActors((_, _, resolver) => log.Enqueue($"third {resolver.GetService<Service>() is not null}"))
            .AddStartup((_, _) =>
            {
                log.Enqueue("startup task");
                return Task.CompletedTask;
            }));

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["first", "second", "third True", "startup True", "startup task"], log);
    }

    [Fact]
    public async Task Actors_get_services_injected()
    {
        using var host = Build(akka => akka.WithActors((system, registry, resolver) =>
            registry.Register<WithService>(system.ActorOf(resolver.Props(typeof(WithService), "argument")))));

        await host.StartAsync();
        var actor = host.Services.GetRequiredService<IReadOnlyActorRegistry>().Get<WithService>();

        Assert.Equal("argument and service", await actor.Ask<string>("what", Patience));
        await host.StopAsync();
    }

    [Fact]
    public async Task The_builder_can_look_at_services()
    {
        using var host = Build((akka, services) => akka.AddHocon($"herd.name = \"{services.GetRequiredService<Service>().Name}\"", HoconAddMode.Append));

        await host.StartAsync();

        Assert.Equal("service", Settings(host).GetString("herd.name"));
        await host.StopAsync();
    }

    [Fact]
    public async Task A_required_actor_can_be_waited_for()
    {
        var release = new TaskCompletionSource();
        using var host = Build(akka => akka.WithActors(async (system, registry) =>
        {
            await release.Task;
            registry.Register<Recorder>(system.DeadLetters);
        }));
        var required = host.Services.GetRequiredService<IRequiredActor<Recorder>>();
        var starting = host.StartAsync();
        var waiting = required.GetAsync();
        Assert.False(waiting.IsCompleted);
        Assert.Throws<MissingActorRegistryEntryException>(() => required.ActorRef);

        release.SetResult();

        await starting;
        Assert.Same(required.ActorRef, await waiting.WaitAsync(Patience));
        await host.StopAsync();
    }

    [Theory]
    [InlineData(HoconAddMode.Append, "1 2 2")]
    [InlineData(HoconAddMode.Prepend, "2 1 2")]
    [InlineData(HoconAddMode.Replace, "2 - 2")]
    public async Task Configuration_is_added_below_above_or_in_place_of_what_is_there(HoconAddMode mode, string expected)
    {
        // "a" is in both, "b" differs in where it is, "c" is only in the second.
        var first = mode == HoconAddMode.Append ? "herd { a = 1, b = 2 }" : "herd { a = 1, b = 1 }";
        using var host = Build(akka => akka.AddHocon(first, HoconAddMode.Append).AddHocon("herd { a = 2, c = 2 }", mode));

        await host.StartAsync();
        var settings = Settings(host);

        Assert.Equal(expected, $"{settings.GetString("herd.a")} {settings.GetString("herd.b", "-")} {settings.GetString("herd.c")}");
        await host.StopAsync();
    }

    [Fact]
    public async Task Configuration_can_come_from_a_file()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "herd.name = filed");
        using var host = Build(akka => akka.AddHoconFile(file, HoconAddMode.Append));

        await host.StartAsync();

        Assert.Equal("filed", Settings(host).GetString("herd.name"));
        await host.StopAsync();
        File.Delete(file);
    }

    [Fact]
    public async Task Setups_reach_the_actor_system()
    {
        using var host = Build(akka => akka
            .AddSetup(new SpecialSetup("special"))
            .AddSetup(BootstrapSetup.Create().WithConfig("herd.name = bootstrapped")));

        await host.StartAsync();
        var settings = host.Services.GetRequiredService<ActorSystem>().Settings;

        Assert.Equal("special", settings.Setup.Get<SpecialSetup>().Value.What);
        Assert.Equal("bootstrapped", settings.Config.GetString("herd.name"));
        await host.StopAsync();
    }

    [Fact]
    public async Task Extensions_are_loaded_when_the_actor_system_starts()
    {
        using var host = Build(akka => akka.WithExtension<LoadedExtensionId>());

        await host.StartAsync();

        Assert.True(host.Services.GetRequiredService<ActorSystem>().HasExtension<LoadedExtension>());
        await host.StopAsync();
    }

    [Fact]
    public void What_is_no_extension_is_refused()
    {
        using var host = Build(akka => akka.WithExtensions(typeof(string)));

        Assert.Throws<ConfigurationException>(() => host.Services.GetRequiredService<ActorSystem>());
    }

    [Fact]
    public async Task The_host_stops_with_the_actor_system()
    {
        using var host = Build(_ => { });
        var stopping = new TaskCompletionSource();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        await host.StartAsync();

        await host.Services.GetRequiredService<ActorSystem>().Terminate().WaitAsync(Patience);

        await stopping.Task.WaitAsync(Patience);
        await host.StopAsync();
    }

    [Fact]
    public async Task Stopping_the_host_runs_the_coordinated_shutdown()
    {
        var log = new ConcurrentQueue<string>();
        using var host = Build(akka => akka.AddStartup((system, _) =>
            CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceStop, "record", () =>
            {
                log.Enqueue("ran");
                return Task.FromResult(Akka.Done.Instance);
            })));
        await host.StartAsync();

        await host.StopAsync();

        Assert.Equal(["ran"], log);
    }

    [Fact]
    public async Task A_starter_that_fails_fails_the_start_of_the_host_and_ends_the_actor_system()
    {
        using var host = Build(akka => akka.WithActors((_, _) => throw new InvalidOperationException("as told")));
        var system = host.Services.GetRequiredService<ActorSystem>();

        await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        await system.WhenTerminated.WaitAsync(Patience);
    }

    private static IHost Build(Action<AkkaConfigurationBuilder> akka) => Build((builder, _) => akka(builder));

    private static IHost Build(Action<AkkaConfigurationBuilder, IServiceProvider> akka)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<Service>();
        builder.Services.AddAkka("hosted", (configuration, services) =>
        {
            configuration.AddHocon("akka.loglevel = OFF\nakka.stdout-loglevel = OFF", HoconAddMode.Append);
            akka(configuration, services);
        });
        return builder.Build();
    }

    private static Config Settings(IHost host) => host.Services.GetRequiredService<ActorSystem>().Settings.Config;

    private sealed class Service
    {
        public string Name => "service";
    }

    private sealed class Recorder : ReceiveActor
    {
        private readonly ConcurrentQueue<string> _log;

        public Recorder(ConcurrentQueue<string> log)
        {
            _log = log;
            Receive<string>(message => Sender.Tell(message + " back"));
        }

        protected override void PostStop() => _log.Enqueue("stopped");
    }

    private sealed class WithService : ReceiveActor
    {
        public WithService(Service service, string argument) => Receive<string>(_ => Sender.Tell($"{argument} and {service.Name}"));
    }

    private sealed class SpecialSetup(string what) : Setup
    {
        public string What { get; } = what;
    }

    public sealed class LoadedExtension : IExtension;

    public sealed class LoadedExtensionId : ExtensionIdProvider<LoadedExtension>
    {
        public override LoadedExtension CreateExtension(ExtendedActorSystem system) => new();
    }
}
