using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Herd.Actors.Membership;
using Xunit;

namespace Herd.Tests.Membership;

public class RefusingSerializerTests() : TestKit(ActorSystemSetup.Create(BootstrapSetup.Create()
    .WithActorRefProvider(ProviderSelection.Cluster.Instance)
    .WithConfig(ConfigurationFactory.ParseString(RefusingSerializer.Config).WithFallback(Quiet))))
{
    private const string Quiet = "akka { stdout-loglevel = OFF, loglevel = OFF, remote.dot-netty.tcp { hostname = \"127.0.0.1\", port = 0 } }";

    /// <summary>By the identifiers that Akka.NET's own configuration gives its serializers.</summary>
    [Theory]
    [InlineData(1, "System.Object, System.Private.CoreLib")]
    [InlineData(2, "Google.Protobuf.WellKnownTypes.Empty, Google.Protobuf")]
    [InlineData(3, "")]
    [InlineData(4, "")]
    [InlineData(16, "K")]
    [InlineData(17, "S")]
    [InlineData(22, "Akka.Dispatch.SysMsg.Suspend, Akka")]
    public void Nothing_is_deserialized_that_no_cluster_sends(int serializer, string manifest) =>
        Assert.ThrowsAny<SerializationException>(() => Sys.Serialization.Deserialize([], serializer, manifest));

    [Fact]
    public void The_clusters_messages_are() =>
        Assert.NotNull(Sys.Serialization.Deserialize([], 5, "Akka.Cluster.InternalClusterAction+InitJoin, Akka.Cluster"));
}
