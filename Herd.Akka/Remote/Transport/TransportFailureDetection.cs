using Akka.Configuration;

namespace Akka.Remote.Transport;

/// <summary>Notices when nothing more comes over a connection: <c>akka.remote.transport-failure-detector</c>.</summary>
internal sealed class TransportFailureDetection
{
    private readonly Remoting _remoting;
    private readonly Config _config;
    private readonly string _implementation;

    public TransportFailureDetection(Remoting remoting)
    {
        _remoting = remoting;
        _config = remoting.Settings.Config.GetConfig("akka.remote.transport-failure-detector") ?? Config.Empty;
        _implementation = _config.GetString("implementation-class") ?? "";
        HeartbeatInterval = _config.GetTimeSpan("heartbeat-interval");
        if (HeartbeatInterval <= TimeSpan.Zero)
            throw new ConfigurationException("akka.remote.transport-failure-detector.heartbeat-interval must be above 0.");
    }

    public TimeSpan HeartbeatInterval { get; }

    public FailureDetector Create() => FailureDetectorLoader.Load(_implementation, _config, _remoting.System);
}
