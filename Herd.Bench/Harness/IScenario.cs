namespace Herd.Bench.Harness;

/// <summary>A benchmark: subjects that are measured by the same means, in turn.</summary>
internal interface IScenario
{
    /// <summary>Lower case with hyphens: the command that runs it alone.</summary>
    string Name { get; }

    /// <summary>What is measured and how, in a sentence or two.</summary>
    string Description { get; }

    /// <summary>Makes what is compared, without starting anything. The first is what the others are compared with.</summary>
    IReadOnlyList<ISubject> CreateSubjects(RunSettings settings);
}
