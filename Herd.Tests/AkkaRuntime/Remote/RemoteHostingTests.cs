using Akka.Actor;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Remote;

/// <summary>Remoting in a host.</summary>
public sealed class RemoteHostingTests
{
    [Fact]
    public async Task WithRemoting_gives_the_system_an_address_for_others()
    {
        Assert.Equal("akka.tcp://hosted@127.0.0.1", await AddressOf(akka => akka.WithRemoting("127.0.0.1", 0)));
        Assert.Equal("akka.tcp://hosted@localhost", await AddressOf(akka => akka.WithRemoting("127.0.0.1", 0, "localhost")));
        Assert.Equal("akka.tcp://hosted@127.0.0.1", await AddressOf(akka => akka.WithRemoting(options =>
        {
            options.HostName = "127.0.0.1";
            options.Port = 0;
        })));
    }

    [Fact]
    public async Task A_certificate_in_the_options_is_used()
    {
        using var authority = new Certificates("authority");
        var address = await AddressOf(akka => akka.WithRemoting(new RemoteOptions
        {
            HostName = "127.0.0.1",
            Port = 0,
            EnableSsl = true,
            Ssl = new SslOptions { X509Certificate = authority.Issue("hosted"), SuppressValidation = true },
        }));
        Assert.Equal("akka.ssl.tcp://hosted@127.0.0.1", address);
    }

    private static async Task<string> AddressOf(Action<AkkaConfigurationBuilder> configure)
    {
        using var host = new HostBuilder()
            .ConfigureServices(services => services.AddAkka("hosted", (akka, _) => configure(akka)))
            .Build();
        await host.StartAsync();
        var address = RemoteSystems.AddressOf(host.Services.GetRequiredService<ActorSystem>());
        await host.StopAsync();
        var text = address.ToString();
        return text[..text.LastIndexOf(':')];
    }
}
