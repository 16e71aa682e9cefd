namespace Akka.Remote;

/// <summary>
/// Says of one monitored resource, from the heartbeats that come of it, whether it is thought to be there. Detectors are
/// used by several threads.
/// </summary>
public abstract class FailureDetector
{
    public static readonly Clock DefaultClock = () => Environment.TickCount64;

    /// <summary>False when so much time has gone by since the last heartbeat that it is thought to be gone.</summary>
    public abstract bool IsAvailable { get; }

    /// <summary>True from the first heartbeat on.</summary>
    public abstract bool IsMonitoring { get; }

    /// <summary>A heartbeat has come.</summary>
    public abstract void HeartBeat();
}
