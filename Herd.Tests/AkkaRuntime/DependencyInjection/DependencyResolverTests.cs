using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Herd.Tests.AkkaRuntime.DependencyInjection;

public sealed class DependencyResolverTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Microsoft.Extensions.DependencyInjection.ServiceProvider _services =
        new ServiceCollection().AddSingleton<Shop>().AddScoped<Basket>().BuildServiceProvider();

    private readonly ActorSystem _system;

    public DependencyResolverTests()
    {
        var bootstrap = BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString("akka.loglevel = OFF\nakka.stdout-loglevel = OFF"));
        _system = ActorSystem.Create("injection", bootstrap.And(DependencyResolverSetup.Create(_services)));
    }

    [Fact]
    public async Task An_actors_constructor_gets_services()
    {
        var actor = _system.ActorOf(DependencyResolver.For(_system).Props<Greeter>());

        Assert.Same(_services.GetRequiredService<Shop>(), await actor.Ask<Shop>("shop", Patience));
    }

    [Fact]
    public async Task An_actors_constructor_gets_arguments_beside_services()
    {
        var actor = _system.ActorOf(DependencyResolver.For(_system).Props<Clerk>("Kim", 3));

        Assert.Equal("Kim 3 True", await actor.Ask<string>("who", Patience));
    }

    [Fact]
    public async Task A_restarted_actor_gets_them_again()
    {
        var actor = _system.ActorOf(DependencyResolver.For(_system).Props<Clerk>("Kim", 3));

        actor.Tell(new InvalidOperationException("as told"));

        Assert.Equal("Kim 3 True", await actor.Ask<string>("who", Patience));
    }

    [Fact]
    public async Task Props_keep_their_services_when_they_are_changed()
    {
        var props = DependencyResolver.For(_system).Props<Clerk>("Kim", 3).WithDispatcher("akka.actor.default-dispatcher");

        Assert.Equal("Kim 3 True", await _system.ActorOf(props).Ask<string>("who", Patience));
    }

    [Fact]
    public void Scoped_services_live_as_long_as_their_scope()
    {
        var resolver = DependencyResolver.For(_system).Resolver;
        Basket basket;

        using (var scope = resolver.CreateScope())
        {
            basket = (Basket)scope.Resolver.GetService<Basket>()!;
            Assert.Same(basket, scope.Resolver.GetService(typeof(Basket)));
            Assert.False(basket.IsDisposed);
        }

        Assert.True(basket.IsDisposed);
    }

    [Fact]
    public void A_service_that_is_not_there_is_null()
    {
        Assert.Null(DependencyResolver.For(_system).Resolver.GetService(typeof(Uri)));
    }

    [Fact]
    public async Task Without_the_setup_there_is_no_resolver()
    {
        var system = ActorSystem.Create("without", ConfigurationFactory.ParseString("akka.loglevel = OFF\nakka.stdout-loglevel = OFF"));

        Assert.Throws<ConfigurationException>(() => DependencyResolver.For(system));

        await system.Terminate().WaitAsync(Patience);
    }

    public void Dispose()
    {
        _system.Terminate().Wait(Patience);
        _services.Dispose();
    }

    private sealed class Shop;

    private sealed class Basket : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Greeter : ReceiveActor
    {
        public Greeter(Shop shop) => Receive<string>(_ => Sender.Tell(shop));
    }

    private sealed class Clerk : ReceiveActor
    {
        public Clerk(string name, Shop shop, int number)
        {
            Receive<string>(_ => Sender.Tell($"{name} {number} {shop is not null}"));
            Receive<Exception>(e => throw e);
        }
    }
}
