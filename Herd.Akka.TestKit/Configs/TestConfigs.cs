using Akka.Configuration;

namespace Akka.TestKit.Configs;

/// <summary>Configurations for tests.</summary>
public static class TestConfigs
{
    /// <summary>The test kit's defaults.</summary>
    public static Config DefaultConfig => TestKitBase.DefaultConfig;

    /// <summary>The test kit's defaults, and a scheduler whose time goes by when the test says so.</summary>
    public static Config TestSchedulerConfig { get; } =
        ConfigurationFactory.FromResource<TestKitBase>("Akka.TestKit.Configs.TestScheduler.conf").WithFallback(TestKitBase.DefaultConfig);
}
