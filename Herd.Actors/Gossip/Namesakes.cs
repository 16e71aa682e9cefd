namespace Herd.Actors.Gossip;

/// <summary>Tells a restarted node from two live nodes of one name, by their boot epochs.</summary>
/// <remarks>
/// A later start replaces an earlier one at once, since the earlier one's connection may be dead. If the earlier one then proves
/// itself again, both run: it gets its place back, and the later one is refused. An earlier start that was never linked here may be
/// the same node with its clock set back, so it has to wait. If the link in use speaks on meanwhile, both run, and it takes over.
/// </remarks>
internal sealed class Namesakes(string name)
{
    /// <summary>This many reads may still be what a dead peer sent before it died.</summary>
    private const int ReadsBeforeDoubt = 2;

    private const int MaxKnown = 100;

    private readonly Dictionary<ulong, string> _refused = [];
    private readonly HashSet<ulong> _replaced = [];
    private (ulong Epoch, long Reads)? _doubt;

    public enum Decision
    {
        Use,

        /// <summary>As <see cref="Use"/>, and refuse the connection in use.</summary>
        UseAndRefuseOther,

        /// <summary>Close it; the other side calls again.</summary>
        Later,

        Refuse,
    }

    /// <param name="Reads">How often data has arrived.</param>
    public readonly record struct Link(ulong Epoch, string Remote, long Reads);

    /// <returns>IsNew: this reason wasn't returned before for the refused node.</returns>
    public (Decision Decision, string Reason, bool IsNew) Judge(Link? inUse, ulong epoch, string remote)
    {
        if (inUse is not { } link || link.Epoch == epoch)
            return (Decision.Use, "", false);
        if (_refused.TryGetValue(epoch, out var reason))
            return (Decision.Refuse, reason, false);
        if (_replaced.Contains(epoch))
        {
            reason = ReasonOf(remote, link.Remote);
            return (Decision.UseAndRefuseOther, reason, Remember(link.Epoch, reason));
        }

        if (epoch > link.Epoch)
        {
            if (_replaced.Count == MaxKnown)
                _replaced.Clear();
            _replaced.Add(link.Epoch);
            return (Decision.Use, "", false);
        }

        if (_doubt is not { } doubt || doubt.Epoch != epoch || link.Reads < doubt.Reads)
            _doubt = (epoch, link.Reads);
        else if (link.Reads >= doubt.Reads + ReadsBeforeDoubt)
            return (Decision.UseAndRefuseOther, reason = ReasonOf(remote, link.Remote), Remember(link.Epoch, reason));
        return (Decision.Later, "", false);
    }

    private string ReasonOf(string first, string second) =>
        $"two nodes call themselves {name}: {first} and {second}; the one that was started later, at {second}, is refused";

    private bool Remember(ulong epoch, string reason)
    {
        if (_refused.Count == MaxKnown)
            _refused.Clear();
        return _refused.TryAdd(epoch, reason);
    }
}
