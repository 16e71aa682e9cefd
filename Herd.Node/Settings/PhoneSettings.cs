namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.phones</c>.</summary>
/// <param name="Friends">IDs of clients that every phone with OwnTracks is told of, if it may read them; each once.</param>
public sealed record PhoneSettings(IReadOnlyList<string> Friends)
{
    /// <summary>So many friends are named at most, and so many are in an answer at most.</summary>
    public const int MaxFriends = 100;
}
