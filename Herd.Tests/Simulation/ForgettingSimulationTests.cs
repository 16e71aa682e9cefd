using Herd.Actors.Gossip;
using Herd.Actors.Protocol;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Simulation;

public class ForgettingSimulationTests
{
    /// <summary>HERD_SIMULATION_SEEDS and HERD_SIMULATION_FIRST override the range of seeds.</summary>
    private static readonly int Seeds = Switch.Number("HERD_SIMULATION_SEEDS", 150);
    private static readonly int First = Switch.Number("HERD_SIMULATION_FIRST", 1);

    [Fact]
    public void Nobody_who_was_forgotten_comes_back_and_all_agree()
    {
        using var actors = new SimulatedActors();
        for (var seed = First; seed < First + Seeds; seed++)
        {
            try
            {
                Run(seed, actors);
            }
            catch (Exception fault)
            {
                Assert.Fail($"seed {seed}: {fault}\nAgain: HERD_SIMULATION_FIRST={seed} HERD_SIMULATION_SEEDS=1 dotnet test --filter ForgettingSimulationTests");
            }
        }
    }

    private static void Run(int seed, SimulatedActors actors)
    {
        var random = new Random(seed);
        using var herd = new SimulatedHerd(random, LinkSettings.Default, actors);
        var names = Enumerable.Range(0, random.Next(2, 6)).Select(number => $"N{number}").ToList();
        var clock = new NetworkClock(herd.Network);
        foreach (var name in names)
        {
            var at = names.IndexOf(name);
            herd.Add(name, [.. new[] { names[(at + 1) % names.Count], names[(at + names.Count - 1) % names.Count] }.Where(other => other != name).Distinct()]).RegistryClock = clock;
        }

        foreach (var node in herd.Nodes)
            node.Start();
        // Accepted updates that a node or a disk still holds.
        var taken = new List<byte[]>();
        for (var step = random.Next(50, 250); step > 0; step--)
        {
            var node = herd.Nodes[random.Next(herd.Nodes.Count)];
            var (a, b) = (names[random.Next(names.Count)], names[random.Next(names.Count)]);
            switch (random.Next(60))
            {
                case < 3:
                    herd.Network.Cut(a, b);
                    herd.Network.Cut(b, a);
                    break;
                case < 5:
                    herd.Network.Heal();
                    break;
                case < 7 when node.IsUp:
                    node.Crash(losesDisk: random.Next(3) == 0, silently: random.Next(2) == 0);
                    taken.RemoveAll(update => !herd.Nodes.Any(other => other.IsUp ? other.HasOrNewer(update) : other.SavedOrNewer(update)));
                    break;
                case < 15 when !node.IsUp:
                    node.Start();
                    break;
                case < 45 when node.IsUp:
                    if (node.Report($"client-{random.Next(6)}", clock.GetUtcNow().ToUnixTimeSeconds() + random.Next(-5, 5)) is { } report)
                        taken.Add(report);
                    break;
                case < 55 when node.IsUp:
                    taken.Add(node.Forget($"client-{random.Next(6)}"));
                    break;
            }

            herd.Advance(TimeSpan.FromMilliseconds(100));
        }

        herd.Network.Heal();
        foreach (var node in herd.Nodes.Where(node => !node.IsUp))
            node.Start();
        herd.AdvanceUntilAgreed(herd.Nodes);
        herd.AdvanceUntilVectorsAgree(herd.Nodes);
        AssertNewest(taken, herd.Nodes);

        DropTombstones(herd);
    }

    private static void AssertNewest(List<byte[]> taken, IReadOnlyList<SimulatedNode> nodes)
    {
        foreach (var update in taken)
        {
            foreach (var node in nodes)
            {
                if (!node.HasOrNewer(update))
                    throw new SimulationFailedException($"{node.Name} lacks {Updates.Describe(update)[0]}");
            }
        }

        for (var client = 0; client < 6; client++)
        {
            var id = Updates.Id($"client-{client}");
            var newest = taken.Where(update => ClientHash.Default.IsOf(new UpdateFrame(update), id))
                .Aggregate((byte[]?)null, (best, update) => best is null || new UpdateFrame(update).IsNewerThan(new UpdateFrame(best)) ? update : best);
            if (newest is null)
                continue;
            foreach (var node in nodes)
            {
                var found = node.Table.Find(id);
                if (new UpdateFrame(newest).IsTombstone ? !found.IsEmpty && !new UpdateFrame(found).IsNewerThan(new UpdateFrame(newest)) : found.IsEmpty)
                    throw new SimulationFailedException($"at {node.Name}, client-{client} is {(found.IsEmpty ? "forgotten" : "back")}");
            }
        }
    }

    /// <summary>Nodes announce their vectors as members do. A month later nobody keeps a tombstone.</summary>
    private static void DropTombstones(SimulatedHerd herd)
    {
        var clients = herd.Nodes[0].Table.Count;
        foreach (var node in herd.Nodes)
            node.ShowMembers(herd.Nodes);
        // All must have held them for an hour or two, so that no stream reader has so old a cursor.
        for (var hours = 0; hours <= 2; hours++)
        {
            ((NetworkClock)herd.Nodes[0].RegistryClock!).Later = TimeSpan.FromDays(31) + TimeSpan.FromHours(hours);
            // Registries check every half minute, and announce their vectors every ten seconds.
            herd.Advance(TimeSpan.FromSeconds(45));
        }

        foreach (var node in herd.Nodes)
        {
            if (node.Table.Tombstones > 0 || node.Table.Count != clients || node.Table.Digest != herd.Nodes[0].Table.Digest)
                throw new SimulationFailedException($"{node.Name} has {node.Table.Tombstones} tombstones, and {node.Table.Count} clients of {clients}");
        }
    }

    private sealed class NetworkClock(SimulatedNetwork network) : TimeProvider
    {
        public TimeSpan Later { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(1_700_000_000) + network.Now + Later;
    }
}
