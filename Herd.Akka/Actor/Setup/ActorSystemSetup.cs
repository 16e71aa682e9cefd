using System.Collections.Immutable;
using Akka.Util;

namespace Akka.Actor.Setup;

/// <summary>The setups that an actor system is made with, one of each class.</summary>
public sealed class ActorSystemSetup
{
    public static readonly ActorSystemSetup Empty = new(ImmutableDictionary<Type, Setup>.Empty);

    private readonly ImmutableDictionary<Type, Setup> _setups;

    private ActorSystemSetup(ImmutableDictionary<Type, Setup> setups) => _setups = setups;

    public static ActorSystemSetup Create(params Setup[] setup) =>
        new(setup.Aggregate(ImmutableDictionary<Type, Setup>.Empty, (all, s) => all.SetItem(s.GetType(), s)));

    public Option<T> Get<T>()
        where T : Setup => _setups.TryGetValue(typeof(T), out var setup) ? new Option<T>((T)setup) : Option<T>.None;

    /// <summary>This and one more, in place of the one of its class.</summary>
    public ActorSystemSetup WithSetup<T>(T setup)
        where T : Setup => new(_setups.SetItem(typeof(T), setup));

    public ActorSystemSetup And<T>(T setup)
        where T : Setup => WithSetup(setup);

    public override string ToString() => $"ActorSystemSetup({string.Join(", ", _setups.Keys.Select(t => t.FullName))})";
}
