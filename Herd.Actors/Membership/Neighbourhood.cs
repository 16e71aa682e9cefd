using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

/// <summary>Computes a node's neighbours from the known members.</summary>
public static class Neighbourhood
{
    /// <param name="standing">Before a node is a member it can't tell who is reachable.</param>
    public static IReadOnlyList<Neighbour> Of(MembershipSetup setup, IReadOnlyList<HerdMember> members, Standing standing)
    {
        var file = setup.FileNodes.ToDictionary(node => node.Name);
        // A leaving member gets no new links. Its present ones end with it, when the others have replaced them.
        var staying = members.Where(member => member.State < MemberState.Leaving).ToList();
        var joined = staying.Select(member => member.Node.Name).Append(setup.Node.Name).Where(name => !file.ContainsKey(name)).Distinct().ToList();
        List<string> unreachable = standing == Standing.Member
            ? [.. file.Keys.Concat(joined).Except(staying.Where(member => member.IsReachable).Select(member => member.Node.Name)).Where(name => name != setup.Node.Name)]
            : [];

        var places = new Dictionary<string, Neighbour>(file);
        foreach (var node in staying.Select(member => member.Node))
            places[node.Name] = new Neighbour(node.Name, node.Host, node.LinkPort);
        return [.. setup.Links.NeighboursOf(setup.Node.Name, file.Keys, joined, unreachable).Select(name => places[name])];
    }
}
