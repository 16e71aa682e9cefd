using System.Collections.Immutable;
using System.Runtime.Serialization;
using Akka.Serialization.Wire;

namespace Akka.Cluster.Serialization;

/// <summary>A gossip on the wire: about 20 bytes a member where nothing is the matter.</summary>
internal static class GossipWire
{
    public static WireWriter Gossip(this WireWriter writer, Gossip gossip)
    {
        var roles = gossip.Members.SelectMany(member => member.Roles).Distinct().Order(StringComparer.Ordinal).ToList();
        var nodes = new NodeTable(gossip.Members.Select(member => member.UniqueAddress)
            .Concat(gossip.Tombstones.Keys)
            .Concat(gossip.Version.Versions.Keys)
            .Concat(gossip.Seen)
            .Concat(gossip.Reachability.Views.SelectMany(view => view.Value.Subjects.Keys.Prepend(view.Key))));
        nodes.Write(writer);
        writer.Texts(roles);

        writer.Unsigned((ulong)gossip.Members.Count);
        foreach (var member in gossip.Members)
        {
            nodes.Write(writer, member.UniqueAddress);
            writer.Byte((byte)member.Status).Unsigned(member.UpNumber == Member.NotUpYet ? 0 : (ulong)member.UpNumber);
            writer.Unsigned((ulong)member.Roles.Count);
            foreach (var role in member.Roles)
                writer.Unsigned((ulong)roles.IndexOf(role));
        }

        writer.Unsigned((ulong)gossip.Seen.Count);
        foreach (var node in gossip.Seen)
            nodes.Write(writer, node);
        Write(writer, nodes, gossip.Reachability);
        nodes.Write(writer, gossip.Version);
        return nodes.Write(writer, gossip.Tombstones);
    }

    public static Gossip Gossip(this ref WireReader reader)
    {
        var nodes = NodeTable.Read(ref reader);
        var roles = reader.Texts();

        var members = ImmutableSortedSet.CreateBuilder<Member>();
        for (var left = reader.Count(); left > 0; left--)
            members.Add(MemberOf(ref reader, nodes, roles));

        var seen = ImmutableHashSet.CreateBuilder<UniqueAddress>();
        for (var left = reader.Count(); left > 0; left--)
            seen.Add(nodes.Node(ref reader));
        var reachability = ReachabilityOf(ref reader, nodes);
        var version = nodes.Clock(ref reader);
        return new Gossip(members.ToImmutable(), seen.ToImmutable(), reachability, version, nodes.Numbers(ref reader));
    }

    private static Member MemberOf(ref WireReader reader, NodeTable nodes, string[] roles)
    {
        var node = nodes.Node(ref reader);
        var status = (MemberStatus)reader.Byte();
        if (!Enum.IsDefined(status) || status == MemberStatus.Removed)
            throw new SerializationException($"{(int)status} is no status of a member.");
        var number = reader.Below(Member.NotUpYet);
        var its = ImmutableHashSet.CreateBuilder<string>();
        for (var left = reader.Count(); left > 0; left--)
            its.Add(roles[reader.Below(roles.Length)]);
        return new Member(node, number == 0 ? Member.NotUpYet : number, status, its.ToImmutable());
    }

    private static void Write(WireWriter writer, NodeTable nodes, Reachability reachability)
    {
        writer.Unsigned((ulong)reachability.Views.Count);
        foreach (var (observer, view) in reachability.Views)
        {
            nodes.Write(writer, observer).Signed(view.Version).Unsigned((ulong)view.Subjects.Count);
            foreach (var (subject, status) in view.Subjects)
                nodes.Write(writer, subject).Byte((byte)status);
        }
    }

    private static Reachability ReachabilityOf(ref WireReader reader, NodeTable nodes)
    {
        var views = ImmutableSortedDictionary.CreateBuilder<UniqueAddress, Reachability.View>();
        for (var left = reader.Count(); left > 0; left--)
        {
            var observer = nodes.Node(ref reader);
            var version = reader.Signed();
            var subjects = ImmutableSortedDictionary.CreateBuilder<UniqueAddress, ReachabilityStatus>();
            for (var more = reader.Count(); more > 0; more--)
            {
                var subject = nodes.Node(ref reader);
                var status = (ReachabilityStatus)reader.Byte();
                subjects[subject] = Enum.IsDefined(status) ? status : throw new SerializationException($"{(int)status} is no reachability.");
            }
            views[observer] = new Reachability.View(version, subjects.ToImmutable());
        }
        return new Reachability(views.ToImmutable());
    }
}
