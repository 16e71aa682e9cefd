using Akka.Configuration;

namespace Akka.Remote;

/// <summary>What stands under <c>akka.remote</c>.</summary>
public class RemoteSettings
{
    public RemoteSettings(Config config)
    {
        Config = config;
        LogReceive = config.GetBoolean("akka.remote.log-received-messages");
        LogSend = config.GetBoolean("akka.remote.log-sent-messages");
        LogBufferSizeExceeding = config.GetString("akka.remote.log-buffer-size-exceeding") is "off" or "false"
            ? int.MaxValue
            : config.GetInt("akka.remote.log-buffer-size-exceeding");
        RemoteLifecycleEventsLogLevel = config.GetString("akka.remote.log-remote-lifecycle-events")?.ToUpperInvariant() switch
        {
            null or "ON" or "TRUE" => "DEBUG",
            "FALSE" => "OFF",
            var level => level,
        };
        FlushWait = config.GetTimeSpan("akka.remote.flush-wait-on-shutdown");
        ShutdownTimeout = config.GetTimeSpan("akka.remote.shutdown-timeout");
        StartupTimeout = config.GetTimeSpan("akka.remote.startup-timeout");
        RetryGateClosedFor = config.GetTimeSpan("akka.remote.retry-gate-closed-for");
        SysMsgBufferSize = config.GetInt("akka.remote.system-message-buffer-size");
        SysResendTimeout = config.GetTimeSpan("akka.remote.resend-interval");
        SysResendLimit = config.GetInt("akka.remote.resend-limit");
        InitialSysMsgDeliveryTimeout = config.GetTimeSpan("akka.remote.initial-system-message-delivery-timeout");
        QuarantineSilentSystemTimeout = config.GetTimeSpan("akka.remote.quarantine-after-silence");
        QuarantineDuration = config.GetTimeSpan("akka.remote.prune-quarantine-marker-after");
        WatchFailureDetectorConfig = config.GetConfig("akka.remote.watch-failure-detector") ?? Config.Empty;
        WatchFailureDetectorImplementationClass = WatchFailureDetectorConfig.GetString("implementation-class") ?? "";
        WatchHeartBeatInterval = WatchFailureDetectorConfig.GetTimeSpan("heartbeat-interval");
        WatchUnreachableReaperInterval = WatchFailureDetectorConfig.GetTimeSpan("unreachable-nodes-reaper-interval");
        WatchHeartbeatExpectedResponseAfter = WatchFailureDetectorConfig.GetTimeSpan("expected-response-after");
        if (RetryGateClosedFor < TimeSpan.Zero)
            throw new ConfigurationException("akka.remote.retry-gate-closed-for must not be negative.");
        if (SysMsgBufferSize <= 0)
            throw new ConfigurationException("akka.remote.system-message-buffer-size must be above 0.");
    }

    public Config Config { get; }

    public bool LogReceive { get; set; }

    public bool LogSend { get; set; }

    public string RemoteLifecycleEventsLogLevel { get; set; }

    /// <summary>Messages that wait for one connection; more are dropped.</summary>
    public int LogBufferSizeExceeding { get; set; }

    public TimeSpan FlushWait { get; set; }

    public TimeSpan ShutdownTimeout { get; set; }

    public TimeSpan StartupTimeout { get; set; }

    public TimeSpan RetryGateClosedFor { get; set; }

    public int SysMsgBufferSize { get; set; }

    public TimeSpan SysResendTimeout { get; set; }

    public int SysResendLimit { get; set; }

    public TimeSpan InitialSysMsgDeliveryTimeout { get; set; }

    public TimeSpan QuarantineSilentSystemTimeout { get; set; }

    public TimeSpan? QuarantineDuration { get; set; }

    public Config WatchFailureDetectorConfig { get; set; }

    public string WatchFailureDetectorImplementationClass { get; set; }

    public TimeSpan WatchHeartBeatInterval { get; set; }

    public TimeSpan WatchUnreachableReaperInterval { get; set; }

    public TimeSpan WatchHeartbeatExpectedResponseAfter { get; set; }
}
