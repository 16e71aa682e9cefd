using Akka.Actor;
using Akka.Cluster.Configuration;
using Akka.Configuration;

namespace Akka.Cluster.Tests;

internal static class ClusterTestSettings
{
    public static ClusterSettings From(string hocon = "") =>
        new(ConfigurationFactory.ParseString(hocon).WithFallback(ClusterConfigFactory.Default()), "sys");

    public static UniqueAddress Node(int number, int incarnation = 1) =>
        new(new Address("akka.tcp", "sys", "node", 1000 + number), incarnation);

    public static Member Member(int number, MemberStatus status, int upNumber = 1, int incarnation = 1, params string[] roles) =>
        new(Node(number, incarnation), status is MemberStatus.Joining or MemberStatus.WeaklyUp ? Akka.Cluster.Member.NotUpYet : upNumber, status, [.. roles]);
}
