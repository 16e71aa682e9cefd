using System.Text;
using Akka.Hosting;
using Akka.Remote.Transport.DotNetty;

namespace Akka.Remote.Hosting;

/// <summary>What stands under <c>akka.remote</c>, in code; what is null stays as it is configured.</summary>
public class RemoteOptions
{
    /// <summary>Where to listen.</summary>
    public string? HostName { get; set; }

    /// <summary>0: a free one.</summary>
    public int? Port { get; set; }

    /// <summary>How others reach it, if not under <see cref="HostName"/>.</summary>
    public string? PublicHostName { get; set; }

    /// <summary>How others reach it, if not under <see cref="Port"/>.</summary>
    public int? PublicPort { get; set; }

    /// <summary>In bytes. So are the next two.</summary>
    public long? SendBufferSize { get; set; }

    public long? ReceiveBufferSize { get; set; }

    /// <summary>Of a message.</summary>
    public long? MaxFrameSize { get; set; }

    public bool? EnableSsl { get; set; }

    public SslOptions Ssl { get; set; } = new();

    internal void Build(AkkaConfigurationBuilder builder)
    {
        var hocon = new StringBuilder();
        Hocon.Add(hocon, "hostname", Hocon.Text(HostName));
        Hocon.Add(hocon, "port", Port);
        Hocon.Add(hocon, "public-hostname", Hocon.Text(PublicHostName));
        Hocon.Add(hocon, "public-port", PublicPort);
        Hocon.Add(hocon, "send-buffer-size", SendBufferSize);
        Hocon.Add(hocon, "receive-buffer-size", ReceiveBufferSize);
        Hocon.Add(hocon, "maximum-frame-size", MaxFrameSize);
        Hocon.Add(hocon, "enable-ssl", Hocon.Switch(EnableSsl));
        var usesSetup = EnableSsl != false && Ssl.X509Certificate is not null;
        if (!usesSetup)
            Ssl.Build(hocon);
        if (hocon.Length > 0)
            builder.AddHocon($"akka.remote.dot-netty.tcp {{\n{hocon}}}", HoconAddMode.Prepend);
        if (usesSetup)
        {
            builder.AddSetup(new DotNettySslSetup(
                Ssl.X509Certificate!,
                Ssl.SuppressValidation ?? false,
                Ssl.RequireMutualAuthentication ?? true,
                Ssl.ValidateCertificateHostname ?? false,
                Ssl.CustomValidator));
        }
    }
}
