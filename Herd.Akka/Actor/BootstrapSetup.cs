using Akka.Configuration;
using Akka.Util;

namespace Akka.Actor;

/// <summary>The configuration of an actor system, as one of its setups.</summary>
public sealed class BootstrapSetup : Setup.Setup
{
    private readonly Config? _configFallback;

    private BootstrapSetup(Option<Config> config, Config? configFallback)
    {
        Config = config;
        _configFallback = configFallback;
    }

    public Option<Config> Config { get; }

    internal Config Combined => (Config.HasValue ? Config.Value : null).SafeWithFallback(_configFallback) ?? Configuration.Config.Empty;

    public static BootstrapSetup Create() => new(Option<Config>.None, null);

    public BootstrapSetup WithConfig(Config config) => new(new Option<Config>(config), _configFallback);

    public BootstrapSetup WithConfigFallback(Config config) => new(Config, _configFallback.SafeWithFallback(config));
}
