using Akka.Actor;
using Akka.Event;
using Herd.Node.Logging;
using Xunit;

namespace Herd.Tests.Node.Logging;

public class PeerNoiseTests
{
    private const string Text = "AssociationError … Disassociated … gated for 250 ms … Cluster Node [ … Dropping message for non-local recipient";

    private static readonly PeerNoise Filter = new();

    [Theory]
    [InlineData("Akka.Remote.EndpointWriter, Akka.Remote")]
    [InlineData("Akka.Remote.EndpointReader, Akka.Remote")]
    [InlineData("Akka.Remote.EndpointManager, Akka.Remote")]
    [InlineData("Akka.Remote.ReliableDeliverySupervisor, Akka.Remote")]
    [InlineData("Akka.Remote.Transport.ProtocolStateActor, Akka.Remote")]
    [InlineData("Akka.Remote.Transport.DotNetty.TcpServerHandler, Akka.Remote")]
    [InlineData("Akka.Remote.Transport.DotNetty.TcpClientHandler, Akka.Remote")]
    [InlineData("Akka.Cluster.ClusterCoreDaemon, Akka.Cluster")]
    [InlineData("Akka.Cluster.ClusterHeartbeatSender, Akka.Cluster")]
    [InlineData("Akka.Actor.CoordinatedShutdown, Akka")]
    public void What_these_classes_log_is_hidden(string name) =>
        AssertIs(LogFilterDecision.Drop, "akka://membership/anywhere", Type.GetType(name, throwOnError: true)!);

    [Theory]
    [InlineData("remoting (akka://membership)")]
    [InlineData("Cluster (akka://membership)")]
    [InlineData("akka://membership/system/endpointManager/reliableEndpointWriter-akka.tcp%3A%2F%2Fherd%4010.0.0.1%3A12200-1/endpointWriter")]
    [InlineData("akka.tcp://membership@10.0.0.1:12200/system/transports/akkaprotocolmanager.tcp.0")]
    [InlineData("[akka://membership/system/cluster/core/daemon#17]")]
    public void What_is_logged_from_these_places_is_hidden(string source) =>
        AssertIs(LogFilterDecision.Drop, source, typeof(OneForOneStrategy));

    [Theory]
    [InlineData("akka://membership/user/membership")]
    [InlineData("akka://herd/user/herd/gossip/link-Bo")]
    [InlineData("akka://herd/user/system/endpoints")]
    public void Nothing_else_is_whatever_its_text(string source) =>
        AssertIs(LogFilterDecision.Keep, source, typeof(PeerNoiseTests));

    private static void AssertIs(LogFilterDecision expected, string source, Type type)
    {
        Assert.Equal(expected, Filter.ShouldKeepMessage(new Warning(source, type, Text)));
        Assert.Equal(expected, Filter.ShouldKeepMessage(new Error(new InvalidOperationException(Text), source, type, Text)));
    }
}
