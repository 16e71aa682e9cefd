using Akka.Actor;
using Akka.Configuration;
using Herd.Tests.Node;

namespace Herd.Tests.AkkaRuntime.Remote;

/// <summary>Two systems that reach each other through proxies only.</summary>
internal sealed class ProxiedSystems : IDisposable
{
    private readonly string _config;
    private readonly int _therePort = FreePorts.Take();

    public ProxiedSystems(string config = "")
    {
        _config = config;
        var herePort = FreePorts.Take();
        ToHere.Target = herePort;
        ToThere.Target = _therePort;
        Here = Create("here", herePort, ToHere);
        There = Create("there", _therePort, ToThere);
    }

    public TcpProxy ToHere { get; } = new();

    public TcpProxy ToThere { get; } = new();

    public ActorSystem Here { get; }

    public ActorSystem There { get; private set; }

    /// <summary>Another incarnation at the same address.</summary>
    public async Task RestartThere()
    {
        await There.Terminate();
        There = Create("there", _therePort, ToThere);
    }

    public void Cut()
    {
        ToHere.Cut();
        ToThere.Cut();
    }

    public void Heal()
    {
        ToHere.Heal();
        ToThere.Heal();
    }

    public void Reset()
    {
        ToHere.Reset();
        ToThere.Reset();
    }

    public void Freeze()
    {
        ToHere.Freeze();
        ToThere.Freeze();
    }

    public void Thaw()
    {
        ToHere.Thaw();
        ToThere.Thaw();
    }

    public void Dispose()
    {
        ToHere.Dispose();
        ToThere.Dispose();
        Task.WaitAll([Here.Terminate(), There.Terminate()], RemoteSystems.Long);
    }

    private ActorSystem Create(string name, int port, TcpProxy proxy) => RemoteSystems.Create(
        name,
        _config + $"\nakka.remote.dot-netty.tcp {{ port = {port}, public-port = {proxy.Port} }}\n");
}
