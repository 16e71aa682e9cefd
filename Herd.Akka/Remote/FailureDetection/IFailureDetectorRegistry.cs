namespace Akka.Remote;

/// <summary>Failure detectors of many resources.</summary>
/// <typeparam name="T">What names a resource.</typeparam>
public interface IFailureDetectorRegistry<in T>
{
    /// <summary>True also for a resource that isn't monitored.</summary>
    bool IsAvailable(T resource);

    /// <summary>True when a heartbeat of it has come.</summary>
    bool IsMonitoring(T resource);

    /// <summary>A heartbeat has come; the first one starts the monitoring.</summary>
    void Heartbeat(T resource);

    /// <summary>Ends the monitoring.</summary>
    void Remove(T resource);

    /// <summary>Ends the monitoring of all.</summary>
    void Reset();
}
