using Akka.Hosting;

namespace Herd.Node.Logging;

/// <summary>
/// How the actor systems of a node log. Both write to the host's loggers; standard output is for what a command prints.
/// A setting in the herd file's section <c>akka</c> goes before these.
/// </summary>
internal static class AkkaLogging
{
    private const string Settings =
        """
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          loggers = ["Herd.Node.Logging.HostLogger, herd"]
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
        }
        """;

    /// <summary>For the herd's own actor system.</summary>
    public static AkkaConfigurationBuilder WithHerdLogging(this AkkaConfigurationBuilder akka) =>
        akka.AddHocon(Settings, HoconAddMode.Append);

    /// <summary>For the membership's actor system: what Akka.Remote and Akka.Cluster say of peers is hidden, the herd tells it itself.</summary>
    public static AkkaConfigurationBuilder WithMembershipLogging(this AkkaConfigurationBuilder akka) => akka
        .WithHerdLogging()
        .AddSetup(new Akka.Event.LogFilterBuilder().Add(new PeerNoise()).Build());
}
