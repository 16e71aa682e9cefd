namespace Herd.Actors.Protocol;

/// <param name="MaxIdLength">Of a client ID, in bytes.</param>
/// <param name="HasKeys">Whether AUTH is a command.</param>
public readonly record struct CommandLimits(int MaxIdLength, PosixTime Latest, bool HasKeys = false)
{
    public static CommandLimits None { get; } = new(int.MaxValue, new PosixTime(long.MaxValue, 0));

    public static CommandLimits At(PosixTime now, int maxIdLength, TimeSpan maxAhead, bool hasKeys = false) =>
        new(maxIdLength, now.Plus(maxAhead), hasKeys);
}
