using System.Diagnostics;
using Xunit;
using Xunit.Abstractions;

namespace Herd.Tests.Membership;

public class ClusterPlanSimulationTests(ITestOutputHelper output)
{
    /// <summary>HERD_MEMBERSHIP_SEEDS and HERD_MEMBERSHIP_FIRST override the range of seeds.</summary>
    private static readonly int Seeds = Switch.Number("HERD_MEMBERSHIP_SEEDS", 300);
    private static readonly int First = Switch.Number("HERD_MEMBERSHIP_FIRST", 1);

    [Fact]
    public void Every_herd_is_one_cluster_soon_after_all_heals()
    {
        var took = Stopwatch.StartNew();
        var (worst, most) = ((Time: TimeSpan.Zero, Seed: 0), (Moves: 0, Seed: 0));
        for (var seed = First; seed < First + Seeds; seed++)
        {
            try
            {
                var (time, moves) = new ClusterPlanSimulation(seed).Run();
                worst = time > worst.Time ? (time, seed) : worst;
                most = moves > most.Moves ? (moves, seed) : most;
            }
            catch (Exception fault)
            {
                Assert.Fail($"seed {seed}: {fault}\nAgain: HERD_MEMBERSHIP_FIRST={seed} HERD_MEMBERSHIP_SEEDS=1 dotnet test --filter ClusterPlanSimulationTests");
            }
        }

        output.WriteLine($"{Seeds} seeds from {First} on in {took.Elapsed.TotalSeconds:0.0} s; one cluster at most {worst.Time.TotalSeconds:0.0} s after the heal (seed {worst.Seed}), {most.Moves} moves (seed {most.Seed})");
    }
}
