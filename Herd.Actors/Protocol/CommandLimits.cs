namespace Herd.Actors.Protocol;

/// <summary>What a node's settings and its clock allow in a command.</summary>
/// <param name="MaxIdLength">Of a client ID, in bytes.</param>
/// <param name="Latest">The latest time that an IAMAT may have.</param>
/// <param name="HasKeys">Whether AUTH is a command.</param>
public readonly record struct CommandLimits(int MaxIdLength, PosixTime Latest, bool HasKeys = false)
{
    /// <summary>Only what the protocol itself says.</summary>
    public static CommandLimits None { get; } = new(int.MaxValue, new PosixTime(long.MaxValue, 0));

    /// <summary>An IAMAT's time may be later than now by <paramref name="maxAhead"/>.</summary>
    public static CommandLimits At(PosixTime now, int maxIdLength, TimeSpan maxAhead, bool hasKeys = false) =>
        new(maxIdLength, now.Plus(maxAhead), hasKeys);
}
