using Xunit;
using Xunit.Abstractions;

namespace Herd.Tests.Simulation;

public class SimulationTests(ITestOutputHelper output)
{
    /// <summary>More by the environment: HERD_SIMULATION_SEEDS=100000; from HERD_SIMULATION_FIRST on.</summary>
    private static readonly int Seeds = FromEnvironment("HERD_SIMULATION_SEEDS", 2_000);
    private static readonly int First = FromEnvironment("HERD_SIMULATION_FIRST", 1);

    [Fact]
    public void Every_herd_agrees_after_all_heals_and_never_claims_what_it_lacks()
    {
        var worst = (Time: TimeSpan.Zero, Seed: 0);
        for (var seed = First; seed < First + Seeds; seed++)
        {
            try
            {
                using var simulation = new HerdSimulation(seed);
                var time = simulation.Run();
                if (time > worst.Time)
                    worst = (time, seed);
            }
            catch (Exception fault)
            {
                Assert.Fail($"seed {seed}: {fault}\nAgain: HERD_SIMULATION_FIRST={seed} HERD_SIMULATION_SEEDS=1 dotnet test --filter SimulationTests");
            }
        }

        output.WriteLine($"{Seeds} seeds from {First} on; agreement at most {worst.Time.TotalSeconds:0.00} s after the heal (seed {worst.Seed})");
    }

    private static int FromEnvironment(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;
}
