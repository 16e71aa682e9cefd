using Akka.Configuration;

namespace Akka.Actor;

/// <summary>Gives each actor system its <see cref="CoordinatedShutdown"/>.</summary>
public sealed class CoordinatedShutdownExtension : ExtensionIdProvider<CoordinatedShutdown>
{
    /// <exception cref="ConfigurationException">akka.coordinated-shutdown is missing.</exception>
    public override CoordinatedShutdown CreateExtension(ExtendedActorSystem system)
    {
        var config = system.Settings.Config.GetConfig("akka.coordinated-shutdown");
        if (config.IsNullOrEmpty())
            throw ConfigurationException.NullOrEmptyConfig<CoordinatedShutdown>("akka.coordinated-shutdown");

        var terminates = system.Settings.CoordinatedShutdownTerminateActorSystem;
        var shutdown = new CoordinatedShutdown(system, ShutdownPhases.From(config));
        var exits = config.GetBoolean("exit-clr");
        if (terminates || exits)
            shutdown.AddTask(CoordinatedShutdown.PhaseActorSystemTerminate, "terminate-system", () => shutdown.End(terminates, exits));
        if (config.GetBoolean("run-by-clr-shutdown-hook"))
            shutdown.RunAtProcessExit();
        return shutdown;
    }
}
