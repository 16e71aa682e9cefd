using Akka.Configuration;

namespace Akka.Actor;

/// <summary>The phases of a coordinated shutdown, by name and in the order in which they run.</summary>
internal sealed class ShutdownPhases
{
    private readonly Dictionary<string, Phase> _byName;

    private ShutdownPhases(Dictionary<string, Phase> byName)
    {
        _byName = byName;
        Ordered = Sort(byName);
    }

    /// <summary>Every known phase, those it depends on before it.</summary>
    public IReadOnlyList<string> Ordered { get; }

    /// <exception cref="ArgumentException">A phase depends on itself, by however many others.</exception>
    public static ShutdownPhases From(Config config)
    {
        var fallback = config.GetTimeSpan("default-phase-timeout", null, allowInfinite: false);
        var phases = config.GetConfig("phases")?.AsEnumerable() ?? [];
        return new ShutdownPhases(phases.ToDictionary(phase => phase.Key, phase =>
        {
            var settings = phase.Value.ToConfig();
            return new Phase(
                [.. settings.GetStringList("depends-on")],
                settings.GetTimeSpan("timeout", fallback, allowInfinite: false),
                settings.GetBoolean("recover", true));
        }));
    }

    /// <summary>The settings of a phase, or null when it is only known as one that others depend on.</summary>
    public Phase? Find(string name) => _byName.GetValueOrDefault(name);

    private static List<string> Sort(Dictionary<string, Phase> phases)
    {
        var sorted = new List<string>();
        var open = new HashSet<string>();

        foreach (var name in phases.Keys)
            Visit(name);
        return sorted;

        void Visit(string name)
        {
            if (sorted.Contains(name))
                return;
            if (!open.Add(name))
                throw new ArgumentException($"Shutdown phase '{name}' depends on itself: {string.Join(" and ", open)} wait for each other.");
            foreach (var before in phases.GetValueOrDefault(name)?.DependsOn ?? [])
                Visit(before);
            open.Remove(name);
            sorted.Add(name);
        }
    }

    /// <param name="DependsOn">The phases that run before this one.</param>
    /// <param name="Timeout">How long its tasks may take together.</param>
    /// <param name="Recover">Whether the shutdown goes on when a task fails or the time is up.</param>
    internal sealed record Phase(string[] DependsOn, TimeSpan Timeout, bool Recover);
}
