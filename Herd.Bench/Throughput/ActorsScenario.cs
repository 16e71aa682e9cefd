using Herd.Bench.Harness;

namespace Herd.Bench.Throughput;

/// <summary>The actor runtime's own message rate.</summary>
internal sealed class ActorsScenario : IScenario
{
    public string Name => "actors";

    public string Description =>
        "Four pairs of actors play 50 messages each to each other and back, in this process; beside them pairs of tasks with a channel each way.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) => [new ActorMessages(settings), new ChannelMessages(settings)];
}
