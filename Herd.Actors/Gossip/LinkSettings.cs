using System.Globalization;
using System.Text;

namespace Herd.Actors.Gossip;

/// <summary>Settings under <c>herd.link</c>.</summary>
/// <param name="DeadAfter">A link on which nothing was heard for this long is broken off and retried.</param>
/// <param name="MaxPendingBytes">Bytes that may wait for a slow neighbour; over that the queue is dropped and the neighbour catches up.</param>
/// <param name="Secret">What every node of the herd knows and nobody else; empty: none is asked for.</param>
/// <param name="MinBackoff">Wait before the first new attempt to reach a neighbour.</param>
/// <param name="MaxBackoff">Longest wait between two attempts.</param>
/// <param name="MaxAhead">
/// How far an update's time may be ahead of this node's clock: twice as far as a client's, since the clock of the node that
/// took it may be ahead too.
/// </param>
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

    /// <summary>Without the secret: settings may be printed.</summary>
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"DeadAfter = {DeadAfter}, MaxPendingBytes = {MaxPendingBytes}, Secret = {(Secret.Length == 0 ? "" : "***")}");
        text.Append(CultureInfo.InvariantCulture, $", MinBackoff = {MinBackoff}, MaxBackoff = {MaxBackoff}, MaxAhead = {MaxAhead}");
        return true;
    }
}
