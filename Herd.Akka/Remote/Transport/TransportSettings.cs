using Akka.Configuration;

namespace Akka.Remote.Transport;

/// <summary>What stands under <c>akka.remote.dot-netty.tcp</c>, but for TLS.</summary>
internal sealed class TransportSettings
{
    public const string Path = "akka.remote.dot-netty.tcp";

    public TransportSettings(Config all)
    {
        var config = all.GetConfig(Path) ?? throw new ConfigurationException($"There is no {Path} in the configuration.");
        Hostname = config.GetString("hostname") ?? "";
        Port = PortOf(config, "port");
        PublicHostname = config.GetString("public-hostname") is { Length: > 0 } name ? name : Hostname;
        PublicPort = PortOf(config, "public-port") is var port && port != 0 ? port : null;
        ConnectionTimeout = config.GetTimeSpan("connection-timeout");
        SendBufferSize = (int)(config.GetByteSize("send-buffer-size") ?? 0);
        ReceiveBufferSize = (int)(config.GetByteSize("receive-buffer-size") ?? 0);
        MaximumFrameSize = (int)Math.Min(config.GetByteSize("maximum-frame-size") ?? 128_000, int.MaxValue / 2);
        if (MaximumFrameSize < 32_000)
            throw new ConfigurationException($"{Path}.maximum-frame-size must be at least 32000 bytes, found {MaximumFrameSize}.");
        Backlog = config.GetInt("backlog");
        NoDelay = config.GetBoolean("tcp-nodelay");
        KeepAlive = config.GetBoolean("tcp-keepalive");
        EnableSsl = config.GetBoolean("enable-ssl");
    }

    /// <summary>Where to listen; empty: on all interfaces.</summary>
    public string Hostname { get; }

    /// <summary>0: a free one.</summary>
    public int Port { get; }

    public string PublicHostname { get; }

    /// <summary>Null: the one that is listened on.</summary>
    public int? PublicPort { get; }

    /// <summary>For a connection, until the other system has said who it is.</summary>
    public TimeSpan ConnectionTimeout { get; }

    /// <summary>In bytes; 0: the operating system's. So is the next.</summary>
    public int SendBufferSize { get; }

    public int ReceiveBufferSize { get; }

    /// <summary>Of a message with all that goes with it, in bytes.</summary>
    public int MaximumFrameSize { get; }

    /// <summary>Bytes that wait for one connection; more are dropped.</summary>
    public long MaximumQueuedBytes => Math.Max(16L << 20, 4L * MaximumFrameSize);

    public int Backlog { get; }

    public bool NoDelay { get; }

    public bool KeepAlive { get; }

    public bool EnableSsl { get; }

    /// <summary>The protocol of this system's addresses.</summary>
    public string Protocol => EnableSsl ? "akka.ssl.tcp" : "akka.tcp";

    private static int PortOf(Config config, string name) => config.GetInt(name) switch
    {
        >= 0 and <= ushort.MaxValue and var port => port,
        var other => throw new ConfigurationException($"{Path}.{name} must be a port, found {other}."),
    };
}
