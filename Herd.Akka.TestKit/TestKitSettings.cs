using Akka.Actor;
using Akka.Configuration;

namespace Akka.TestKit;

/// <summary>The settings under <c>akka.test</c>. All times are finite, and as configured: not yet dilated.</summary>
public class TestKitSettings : IExtension
{
    /// <exception cref="ConfigurationException">The time factor isn't above 0.</exception>
    public TestKitSettings(Config config)
    {
        var all = config.WithFallback(TestKitBase.DefaultConfig);
        DefaultTimeout = all.GetTimeSpan("akka.test.default-timeout", allowInfinite: false);
        SingleExpectDefault = all.GetTimeSpan("akka.test.single-expect-default", allowInfinite: false);
        ExpectNoMessageDefault = all.GetTimeSpan("akka.test.expect-no-message-default", allowInfinite: false);
        TestEventFilterLeeway = all.GetTimeSpan("akka.test.filter-leeway", allowInfinite: false);
        TestTimeFactor = all.GetDouble("akka.test.timefactor");
        LogTestKitCalls = all.GetBoolean("akka.test.testkit.debug");
        if (TestTimeFactor <= 0)
            throw new ConfigurationException($"Expected a positive value for \"akka.test.timefactor\" but found {TestTimeFactor}");
    }

    /// <summary>Of latches and barriers.</summary>
    public TimeSpan DefaultTimeout { get; }

    /// <summary>How long a message is waited for, when nothing else is said.</summary>
    public TimeSpan SingleExpectDefault { get; }

    /// <summary>How long no message must come, when nothing else is said.</summary>
    public TimeSpan ExpectNoMessageDefault { get; }

    /// <summary>How long log events are waited for.</summary>
    public TimeSpan TestEventFilterLeeway { get; }

    /// <summary>All longest times are multiplied by it, for slow machines.</summary>
    public double TestTimeFactor { get; }

    /// <summary>Logs what the test kit is waiting for.</summary>
    public bool LogTestKitCalls { get; }
}
