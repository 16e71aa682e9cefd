namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.phones</c>. Friends are IDs of clients that OwnTracks shows everybody who may read them.</summary>
public sealed record PhoneSettings(IReadOnlyList<string> Friends)
{
    /// <summary>Of the setting, and of an answer.</summary>
    public const int MaxFriends = 100;
}
