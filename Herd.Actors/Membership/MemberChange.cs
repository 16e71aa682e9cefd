namespace Herd.Actors.Membership;

/// <summary>Tells in words what changed among the members.</summary>
internal static class MemberChange
{
    public static IEnumerable<string> Between(IReadOnlyList<HerdMember> before, IReadOnlyList<HerdMember> after)
    {
        var old = before.ToDictionary(member => member.Node.Name);
        foreach (var member in after)
        {
            old.Remove(member.Node.Name, out var known);
            if (known is null || known.Address != member.Address)
                yield return $"{member.Node.Name} at {member.Address} is in the herd";
            else if (known.IsReachable && !member.IsReachable)
                yield return $"{member.Node.Name} can't be reached";
            else if (!known.IsReachable && member.IsReachable)
                yield return $"{member.Node.Name} can be reached again";
            else if (known.State < MemberState.Leaving && member.State is MemberState.Leaving or MemberState.Exiting)
                yield return $"{member.Node.Name} leaves the herd";
        }

        foreach (var gone in old.Values)
            yield return $"{gone.Node.Name} is out of the herd";
    }
}
