namespace Herd.Actors.Gossip;

/// <summary>
/// Tells a node that was started again from two nodes of one name: they are two if an earlier start, by its boot epoch, speaks
/// after a later one did.
/// </summary>
/// <remarks>
/// A later start takes the place of an earlier one at once: the earlier one's connection may be dead already. If the earlier
/// one then proves itself anew, both run: it gets its place back, and the later one is refused while the earlier one is linked.
/// An earlier start that was never linked here may be the same node with its clock set back. It waits until the link in use is
/// silent; if that one speaks on, both run, and the earlier start takes its place.
/// </remarks>
internal sealed class Namesakes(string name)
{
    /// <summary>The link in use may still bring what its dead other end sent before: so many reads prove nothing.</summary>
    private const int ReadsBeforeDoubt = 2;

    /// <summary>Starts remembered; each is one process.</summary>
    private const int MaxKnown = 100;

    private readonly Dictionary<ulong, string> _refused = [];
    private readonly HashSet<ulong> _replaced = [];
    private (ulong Epoch, long Reads)? _doubt;

    /// <summary>What to do with a connection that proved itself.</summary>
    public enum Decision
    {
        /// <summary>It is the link from now on, in the place of any other.</summary>
        Use,

        /// <summary>As <see cref="Use"/>, and the one in use is to be refused for the reason.</summary>
        UseAndRefuseOther,

        /// <summary>Close it; the other side calls again.</summary>
        Later,

        /// <summary>It is to be refused for the reason.</summary>
        Refuse,
    }

    /// <summary>The link in use.</summary>
    /// <param name="Epoch">The other side's boot epoch.</param>
    /// <param name="Remote">Its address, for people.</param>
    /// <param name="Reads">How often something came.</param>
    public readonly record struct Link(ulong Epoch, string Remote, long Reads);

    /// <summary>Decides on a connection that proved itself.</summary>
    /// <param name="inUse">The link in use; null: none is.</param>
    /// <param name="epoch">The boot epoch of who made the connection.</param>
    /// <param name="remote">Its address.</param>
    /// <returns>The decision, its reason if there is one, and whether that is told for the first time.</returns>
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
