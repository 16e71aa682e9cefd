using System.Globalization;
using System.Text;

namespace Herd.Actors.Gossip;

/// <summary>Settings under <c>herd.link</c>.</summary>
/// <param name="DeadAfter">A link that is silent for this long is closed and made again.</param>
/// <param name="MaxPendingBytes">Limit of a link's queue. When it is exceeded, the queue is dropped and the neighbour catches up.</param>
/// <param name="Secret">Known to every node of the herd; empty: none.</param>
/// <param name="MaxAhead">How far update times may be ahead. Twice a client's limit, as the client's node may be ahead too.</param>
public sealed record LinkSettings(
    TimeSpan DeadAfter,
    long MaxPendingBytes,
    string Secret,
    TimeSpan MinBackoff,
    TimeSpan MaxBackoff,
    TimeSpan MaxAhead)
{
    public static LinkSettings Default { get; } =
        new(TimeSpan.FromSeconds(3), 8 * 1024 * 1024, "", TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromHours(48));

    /// <summary>Hides the secret, since settings may be printed.</summary>
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"DeadAfter = {DeadAfter}, MaxPendingBytes = {MaxPendingBytes}, Secret = {(Secret.Length == 0 ? "" : "***")}");
        text.Append(CultureInfo.InvariantCulture, $", MinBackoff = {MinBackoff}, MaxBackoff = {MaxBackoff}, MaxAhead = {MaxAhead}");
        return true;
    }
}
