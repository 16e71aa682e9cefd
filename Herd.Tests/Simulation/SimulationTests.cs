using Xunit;
using Xunit.Abstractions;

namespace Herd.Tests.Simulation;

public class SimulationTests(ITestOutputHelper output)
{
    /// <summary>HERD_SIMULATION_SEEDS and HERD_SIMULATION_FIRST override the range of seeds.</summary>
    private static readonly int Seeds = Switch.Number("HERD_SIMULATION_SEEDS", 120);
    private static readonly int First = Switch.Number("HERD_SIMULATION_FIRST", 1);

    [Fact]
    public void Every_herd_agrees_after_all_heals_and_never_claims_what_it_lacks()
    {
        using var actors = new SimulatedActors();
        var (trace, shortages, diskFaults, acknowledged) = (0UL, 0, 0, 0);
        var worst = (Time: TimeSpan.Zero, Seed: 0);
        for (var seed = First; seed < First + Seeds; seed++)
        {
            try
            {
                using var simulation = new HerdSimulation(seed, actors);
                var time = simulation.Run();
                if (time > worst.Time)
                    worst = (time, seed);
                trace += simulation.Trace;
                shortages += simulation.Shortages;
                diskFaults += simulation.DiskFaults;
                acknowledged += simulation.Acknowledged;
            }
            catch (Exception fault)
            {
                Assert.Fail($"seed {seed}: {fault}\nAgain: HERD_SIMULATION_FIRST={seed} HERD_SIMULATION_SEEDS=1 dotnet test --filter SimulationTests");
            }
        }

        output.WriteLine($"{Seeds} seeds from {First} on; agreement at most {worst.Time.TotalSeconds:0.00} s after the heal (seed {worst.Seed}); {acknowledged} reports answered; {shortages} times no memory, {diskFaults} times a disk failed; trace {trace:x16}");
        // Every kind of fault must have occurred.
        Assert.True(acknowledged > 0 && (Seeds < 100 || (shortages > 0 && diskFaults > 0)));
    }

    /// <summary>Otherwise a failed seed couldn't be debugged.</summary>
    [Fact]
    public void The_same_seed_makes_the_same_run_whatever_ran_before()
    {
        using var used = new SimulatedActors();
        for (var seed = 1; seed <= 20; seed++)
        {
            using var fresh = new SimulatedActors();
            Assert.Equal(SummaryOf(seed, fresh), SummaryOf(seed, used));
        }
    }

    private static string SummaryOf(int seed, SimulatedActors actors)
    {
        using var simulation = new HerdSimulation(seed, actors);
        simulation.Run();
        return simulation.Summary();
    }
}
