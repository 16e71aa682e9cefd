using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Herd.Actors.Gossip;

namespace Herd.Tests.Simulation;

/// <summary>Nodes with a network between them, on virtual time and the test's own thread.</summary>
internal sealed class SimulatedHerd(Random random, LinkSettings settings) : IDisposable
{
    private static readonly Config VirtualTime = ConfigurationFactory.ParseString("""
        akka {
          scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
          test.calling-thread-dispatcher.type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
        }
        """);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly ActorSystem _system = ActorSystem.Create("simulation", VirtualTime);
    private readonly List<SimulatedNode> _nodes = [];

    public SimulatedNetwork Network { get; } = new(random);

    public IReadOnlyList<SimulatedNode> Nodes => _nodes;

    /// <summary>Adds a node that isn't started.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="neighbours">Their names, which are their addresses too.</param>
    /// <param name="host">Its address; null: its name.</param>
    public SimulatedNode Add(string name, IReadOnlyList<string> neighbours, string? host = null)
    {
        var node = new SimulatedNode(name, neighbours, _system, Network, settings, host);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Lets 20 ms pass.</summary>
    public void Advance()
    {
        var end = Network.Now + Step;
        Network.RunTo(end);
        ((TestScheduler)_system.Scheduler).Advance(Step);
        Network.RunTo(end);
    }

    public void Advance(TimeSpan time)
    {
        for (var end = Network.Now + time; Network.Now < end;)
            Advance();
    }

    /// <summary>Lets time pass until some nodes know the same locations.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="SimulationFailedException">They don't in a minute.</exception>
    public TimeSpan AdvanceUntilAgreed(IReadOnlyCollection<SimulatedNode> nodes)
    {
        var start = Network.Now;
        var first = nodes.First();
        while (!nodes.All(node => node.Table.Count == first.Table.Count && node.Table.Digest == first.Table.Digest))
        {
            if (Network.Now - start > TimeSpan.FromMinutes(1))
                throw new SimulationFailedException($"after a minute they don't agree: {Differences(nodes)}");
            Advance();
        }

        return Network.Now - start;
    }

    public void Dispose() => _system.Terminate();

    private static string Differences(IEnumerable<SimulatedNode> nodes) =>
        string.Join("; ", nodes.Select(node => $"{node.Name} {node.Table.Count} clients, {node.Table.Vector}"));
}
