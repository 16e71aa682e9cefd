namespace Akka.Actor.Internal;

/// <summary>Incarnations of actors.</summary>
internal static class ActorUid
{
    /// <summary>A number that an earlier actor of the same path hardly had; never <see cref="ActorCell.UndefinedUid"/>.</summary>
    public static long New() => Random.Shared.NextInt64(1, int.MaxValue);
}
