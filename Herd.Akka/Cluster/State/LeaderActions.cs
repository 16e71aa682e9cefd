namespace Akka.Cluster;

/// <summary>What the leader does to the members' status.</summary>
internal static class LeaderActions
{
    /// <summary>
    /// With convergence: takes in joining members once there are enough, lets leaving ones exit, and removes those that have
    /// exited or are down and can't be reached.
    /// </summary>
    /// <param name="state">What the leader knows.</param>
    /// <param name="enoughMembers">Whether joining members may come up.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    /// <returns>The state's own gossip when there is nothing to do.</returns>
    public static Gossip OnConvergence(MembershipState state, bool enoughMembers, long now)
    {
        var gossip = state.Gossip;
        var removed = gossip.Members
            .Where(member => MembershipState.MayBeRemoved(member)
                && (!state.Reachability.IsReachable(member.UniqueAddress)
                    || (member.Status == MemberStatus.Exiting && state.ExitingConfirmed.Contains(member.UniqueAddress))))
            .Select(member => member.UniqueAddress)
            .Where(node => node != state.Self)
            .ToHashSet();

        var upNumber = gossip.Members.Where(member => member.UpNumber != Member.NotUpYet).Select(member => member.UpNumber).DefaultIfEmpty(0).Max();
        var changed = new List<Member>();
        foreach (var member in gossip.Members.Where(member => !removed.Contains(member.UniqueAddress)))
        {
            if (member.Status is MemberStatus.Joining or MemberStatus.WeaklyUp && enoughMembers)
                changed.Add(member.CopyUp(++upNumber));
            else if (member.Status == MemberStatus.Leaving)
                changed.Add(member.Copy(MemberStatus.Exiting));
        }

        if (removed.Count > 0)
            gossip = gossip.Remove(state.Self, removed, now);
        return changed.Count > 0 ? gossip.Replace(state.Self, changed) : gossip;
    }

    /// <summary>Without convergence for too long: takes in joining members all the same, though not as full members.</summary>
    public static Gossip ToWeaklyUp(MembershipState state, bool enoughMembers)
    {
        if (!enoughMembers)
            return state.Gossip;
        var joining = state.Gossip.Members
            .Where(member => member.Status == MemberStatus.Joining && state.Reachability.IsReachable(member.UniqueAddress))
            .Select(member => member.Copy(MemberStatus.WeaklyUp))
            .ToList();
        return joining.Count > 0 ? state.Gossip.Replace(state.Self, joining) : state.Gossip;
    }
}
