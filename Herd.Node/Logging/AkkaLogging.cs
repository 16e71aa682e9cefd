using Akka.Hosting;

namespace Herd.Node.Logging;

internal static class AkkaLogging
{
    public static AkkaConfigurationBuilder WithHerdLogging(this AkkaConfigurationBuilder akka) =>
        akka.ConfigureLoggers(loggers => loggers.ClearLoggers().AddLoggerFactory());

    public static AkkaConfigurationBuilder WithMembershipLogging(this AkkaConfigurationBuilder akka) =>
        akka.AddHocon("akka.stdout-loglevel = OFF", HoconAddMode.Prepend).ConfigureLoggers(loggers => loggers.ClearLoggers().AddLoggerFactory());
}
