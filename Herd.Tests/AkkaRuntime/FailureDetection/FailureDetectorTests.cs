using Akka.Actor;
using Akka.Configuration;
using Akka.Remote;
using Xunit;

namespace Herd.Tests.AkkaRuntime.FailureDetection;

public sealed class FailureDetectorTests : Akka.TestKit.Xunit2.TestKit
{
    private long _time;

    [Fact]
    public void Phi_stays_low_while_heartbeats_come_and_rises_when_they_stop()
    {
        var detector = Phi();
        Assert.True(detector.IsAvailable);
        Assert.False(detector.IsMonitoring);

        for (var beat = 0; beat < 30; beat++)
        {
            detector.HeartBeat();
            _time += 1000;
            Assert.True(detector.IsAvailable);
        }

        Assert.True(detector.IsMonitoring);
        _time += 2800;
        Assert.True(detector.IsAvailable);
        _time += 1200;
        Assert.False(detector.IsAvailable);
        detector.HeartBeat();
        Assert.True(detector.IsAvailable);
    }

    [Fact]
    public void The_first_estimate_holds_until_there_are_heartbeats()
    {
        var detector = Phi();
        detector.HeartBeat();
        _time += 4000;
        Assert.True(detector.IsAvailable);
        _time += 4000;
        Assert.False(detector.IsAvailable);
    }

    [Fact]
    public void Irregular_heartbeats_make_phi_patient()
    {
        var regular = Phi();
        var irregular = Phi();
        for (var beat = 0; beat < 40; beat++)
        {
            _time += 500;
            if (beat % 2 == 0)
                regular.HeartBeat();
            if (beat % 4 is 0 or 1)
                irregular.HeartBeat();
        }
        _time += 5000;

        Assert.False(regular.IsAvailable);
        Assert.True(irregular.IsAvailable);
    }

    [Fact]
    public void Only_the_newest_samples_count()
    {
        var detector = Phi(samples: 10);
        foreach (var interval in Enumerable.Repeat(3000, 20).Concat(Enumerable.Repeat(100, 10)))
        {
            detector.HeartBeat();
            _time += interval;
        }
        detector.HeartBeat();
        _time += 4500;

        Assert.False(detector.IsAvailable);
    }

    [Fact]
    public void A_deadline_is_the_interval_and_the_pause()
    {
        var detector = new DeadlineFailureDetector(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), () => _time);
        Assert.True(detector.IsAvailable);

        detector.HeartBeat();
        _time += 3999;
        Assert.True(detector.IsAvailable);
        _time += 1;
        Assert.False(detector.IsAvailable);
        Assert.True(detector.IsMonitoring);
    }

    [Fact]
    public void A_registry_has_a_detector_for_each_resource_that_beats()
    {
        var registry = new DefaultFailureDetectorRegistry<string>(() => new DeadlineFailureDetector(TimeSpan.Zero, TimeSpan.FromSeconds(1), () => _time));
        registry.Heartbeat("a");
        _time = 2000;
        registry.Heartbeat("b");

        Assert.False(registry.IsAvailable("a"));
        Assert.True(registry.IsAvailable("b"));
        Assert.True(registry.IsAvailable("never heard of"));
        Assert.False(registry.IsMonitoring("never heard of"));
        registry.Remove("a");
        Assert.True(registry.IsAvailable("a"));
        registry.Reset();
        Assert.False(registry.IsMonitoring("b"));
    }

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new DeadlineFailureDetector(TimeSpan.Zero, TimeSpan.Zero));
        Assert.Throws<ArgumentException>(() => new PhiAccrualFailureDetector(0, 10, TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentException>(() => new PhiAccrualFailureDetector(8, 0, TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Configuration_names_the_class()
    {
        Config config = "acceptable-heartbeat-pause = 3s, heartbeat-interval = 1s";

        Assert.IsType<DeadlineFailureDetector>(FailureDetectorLoader.Load("Akka.Remote.DeadlineFailureDetector, Akka.Remote", config, Sys));
        Assert.Throws<ConfigurationException>(() => FailureDetectorLoader.Load("Akka.Remote.NoSuchDetector, Akka.Remote", config, Sys));
    }

    private PhiAccrualFailureDetector Phi(int samples = 1000) => new(
        8, samples, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), () => _time);
}
