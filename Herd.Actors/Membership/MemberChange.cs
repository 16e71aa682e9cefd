namespace Herd.Actors.Membership;

internal static class MemberChange
{
    public static IEnumerable<string> Between(IReadOnlyList<HerdMember> before, IReadOnlyList<HerdMember> after)
    {
        var old = before.ToDictionary(member => member.Name);
        foreach (var member in after)
        {
            old.Remove(member.Name, out var known);
            if (known is null || known.Id.ClusterPort != member.Id.ClusterPort)
                yield return $"{member.Name} at {member.Id.ClusterPort} is in the herd";
            else if (known.IsReachable && !member.IsReachable)
                yield return $"{member.Name} can't be reached";
            else if (!known.IsReachable && member.IsReachable)
                yield return $"{member.Name} can be reached again";
            else if (known.State < MemberState.Leaving && member.State is MemberState.Leaving or MemberState.Exiting)
                yield return $"{member.Name} leaves the herd";
        }

        foreach (var gone in old.Values)
            yield return $"{gone.Name} is out of the herd";
    }
}
