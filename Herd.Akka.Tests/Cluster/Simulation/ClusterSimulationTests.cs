using Xunit;

namespace Akka.Cluster.Tests.Simulation;

public sealed class ClusterSimulationTests
{
    private const int Addresses = 7;
    private const long Minute = 60_000;

    [Theory]
    [InlineData(1, 20)]
    [InlineData(21, 40)]
    [InlineData(41, 60)]
    public void Whatever_happened_all_nodes_agree_once_the_network_is_whole(int first, int last)
    {
        for (var seed = first; seed <= last; seed++)
            Run(seed);
    }

    private static void Run(int seed)
    {
        var cluster = new SimulatedCluster(seed, ClusterTestSettings.From());
        cluster.Start(0, alone: true);
        for (var number = 1; number < 4; number++)
            cluster.Start(number);
        cluster.RunUntil(20_000);

        while (cluster.Time < 4 * Minute)
        {
            Disturb(cluster);
            cluster.RunUntil(cluster.Time + cluster.Random.Next(500, 12_000));
        }

        cluster.Heal();
        cluster.Loss = 0;
        var end = cluster.Time + (10 * Minute);
        while (Disagreement(cluster) is { } disagreement)
        {
            cluster.Check(cluster.Time < end, disagreement);
            Operate(cluster);
            cluster.RunUntil(cluster.Time + 20_000);
        }

        // And it stays so.
        cluster.RunUntil(cluster.Time + Minute);
        cluster.Check(Disagreement(cluster) is null, "they agreed, and do no more");
    }

    private static void Disturb(SimulatedCluster cluster)
    {
        var alive = cluster.Alive;
        var members = alive.FindAll(node => node.Core.IsMember);
        if (members.Count == 0)
        {
            FoundAnew(cluster);
            return;
        }
        var one = members[cluster.Random.Next(members.Count)];
        switch (cluster.Random.Next(12))
        {
            case 0 or 1 or 2:
                var free = Enumerable.Range(0, Addresses).Where(number => alive.TrueForAll(node => node.Self.Address.Port != 1000 + number)).ToList();
                if (free.Count > 0)
                    cluster.Start(free[cluster.Random.Next(free.Count)]);
                break;
            case 3 or 4 when members.Count > 2:
                cluster.Crash(one);
                break;
            case 5 when members.Count > 3:
                one.WasToldToLeave = true;
                cluster.Log($"leave {one.Self.Address.Port}");
                one.Core.Leave(one.Self.Address);
                break;
            case 6 or 7:
                cluster.Cut(cluster.Random.Next(2, 4));
                break;
            case 8 or 9:
                cluster.Heal();
                break;
            case 10:
                cluster.Loss = cluster.Random.Next(0, 30);
                break;
            case 11 when one.Core.State.UnreachableMembers.FirstOrDefault() is { } lost && members.Count > 3:
                cluster.Down(one, lost);
                break;
        }
    }

    private static void FoundAnew(SimulatedCluster cluster)
    {
        if (cluster.Alive is [var first, ..])
            first.Core.JoinTo(first.Self.Address);
        else
            cluster.Start(0, alone: true);
    }

    /// <summary>What people do when all is whole again: take out what never comes back, and restart what was taken out by mistake.</summary>
    private static void Operate(SimulatedCluster cluster)
    {
        if (cluster.Alive.TrueForAll(node => !node.Core.IsMember))
            FoundAnew(cluster);
        foreach (var node in cluster.Alive)
        {
            if (cluster.Alive.Exists(other => other.Core.State.Gossip.Tombstones.ContainsKey(node.Self)))
            {
                cluster.Crash(node);
                cluster.Start(node.Self.Address.Port!.Value - 1000);
            }
        }
        foreach (var node in cluster.Alive.Where(node => node.Core.IsMember).Take(1))
        {
            foreach (var gone in node.Core.State.UnreachableMembers.Where(member => cluster.Alive.TrueForAll(other => other.Self != member.UniqueAddress)).ToList())
                cluster.Down(node, gone);
        }
    }

    private static string? Disagreement(SimulatedCluster cluster)
    {
        var alive = cluster.Alive;
        var should = alive.Select(node => node.Self).ToHashSet();
        foreach (var node in alive)
        {
            var state = node.Core.State;
            if (!should.SetEquals(state.Gossip.Members.Select(member => member.UniqueAddress)))
                return $"{node.Self} sees {state.Gossip}, there are {string.Join(", ", should)}";
            if (state.Gossip.Members.FirstOrDefault(member => member.Status != MemberStatus.Up) is { } member)
                return $"{node.Self} sees {member}";
            if (!state.Converges)
                return $"{node.Self} has no convergence: {state.Gossip}";
            if (state.Leader != should.Min())
                return $"{node.Self} takes {state.Leader} for the leader";
            if (state.Gossip.Members.Select(up => up.UpNumber).Distinct().Count() != should.Count)
                return $"{node.Self} sees two members of one age";
            if (state.Gossip.Version.CompareTo(alive[0].Core.State.Gossip.Version) != VectorClock.Ordering.Same)
                return $"{node.Self} and {alive[0].Self} have other versions";
        }
        return null;
    }
}
