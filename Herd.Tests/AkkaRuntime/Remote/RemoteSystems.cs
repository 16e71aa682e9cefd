using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace Herd.Tests.AkkaRuntime.Remote;

/// <summary>Actor systems with remoting on loopback, and what tests want to know about them.</summary>
internal static class RemoteSystems
{
    /// <summary>For what must happen; nothing is slow by as much.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    /// <summary>Free port, short gate: failures heal within a test.</summary>
    public static readonly Config Base = """
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          log-dead-letters = off
          actor.provider = remote
          remote {
            retry-gate-closed-for = 200ms
            flush-wait-on-shutdown = 500ms
            dot-netty.tcp {
              hostname = "127.0.0.1"
              port = 0
            }
          }
        }
        """;

    public static ActorSystem Create(string name, string config = "", Setup? setup = null)
    {
        var bootstrap = BootstrapSetup.Create().WithConfig(Config(config));
        return ActorSystem.Create(name, setup is null ? ActorSystemSetup.Create(bootstrap) : ActorSystemSetup.Create(bootstrap, setup));
    }

    public static Config Config(string config) => ConfigurationFactory.ParseString(config).WithFallback(Base);

    public static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    /// <summary>A selection of an actor of one system, by another.</summary>
    public static ActorSelection Select(this ActorSystem system, ActorSystem other, params string[] path) =>
        system.ActorSelection(new RootActorPath(AddressOf(other)) / path);

    public static Task<IActorRef> Resolve(this ActorSystem system, ActorSystem other, params string[] path) =>
        system.Select(other, path).ResolveOne(Long);

    /// <summary>Asks until the answer comes: what comes before a connection heals is lost.</summary>
    public static async Task<T> AskUntilAnswered<T>(ICanTell whom, object message)
    {
        using var limit = new CancellationTokenSource(Long);
        while (true)
        {
            try
            {
                return await whom.Ask<T>(message, TimeSpan.FromMilliseconds(300), limit.Token);
            }
            catch (AskTimeoutException) when (!limit.IsCancellationRequested)
            {
                // Again.
            }
        }
    }
}
