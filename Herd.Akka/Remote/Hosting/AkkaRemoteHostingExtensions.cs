using Akka.Actor;
using Akka.Hosting;

namespace Akka.Remote.Hosting;

/// <summary>Remoting, in a host.</summary>
public static class AkkaRemoteHostingExtensions
{
    /// <summary>Gives the actor system remoting; what is null stays as it is configured.</summary>
    public static AkkaConfigurationBuilder WithRemoting(this AkkaConfigurationBuilder builder, string? hostname = null, int? port = null, string? publicHostname = null, int? publicPort = null) =>
        builder.WithRemoting(new RemoteOptions { HostName = hostname, Port = port, PublicHostName = publicHostname, PublicPort = publicPort });

    /// <inheritdoc cref="WithRemoting(AkkaConfigurationBuilder, string?, int?, string?, int?)"/>
    public static AkkaConfigurationBuilder WithRemoting(this AkkaConfigurationBuilder builder, Action<RemoteOptions> configure)
    {
        var options = new RemoteOptions();
        configure(options);
        return builder.WithRemoting(options);
    }

    /// <inheritdoc cref="WithRemoting(AkkaConfigurationBuilder, string?, int?, string?, int?)"/>
    public static AkkaConfigurationBuilder WithRemoting(this AkkaConfigurationBuilder builder, RemoteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var provider = builder.Configuration.HasValue ? builder.Configuration.Value.GetString("akka.actor.provider") : null;
        // A cluster's provider has remoting in it.
        if (provider is null or "local" || provider.Contains(nameof(LocalActorRefProvider)))
            builder.AddHocon("akka.actor.provider = remote", HoconAddMode.Prepend);
        options.Build(builder);
        return builder;
    }
}
