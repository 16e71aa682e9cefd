using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Herd.Actors.Membership;
using Xunit;

namespace Herd.Tests.Membership;

public sealed class MembershipSerializerTests : TestKit
{
    private static readonly NodeDescription Riley = new("Riley", "10.0.0.7", 14000, 14100, 14300);
    private static readonly Knock Knock = new(1, "goloman", Riley, "10.0.0.7:14200", 7, true, [1, 2, 3]);
    private static readonly KnockAnswer Answer = new(
        "Hands", "10.0.0.1:12201", null, true, [new HerdMember(Riley, "10.0.0.7:14200", MemberState.WeaklyUp, false)], [4]);

    private readonly Akka.Serialization.Serialization _serialization;

    public MembershipSerializerTests()
        : base(MembershipSerializer.Config) => _serialization = ((ExtendedActorSystem)Sys).Serialization;

    [Fact]
    public void A_knock_arrives_as_it_was_sent() => Assert.Equivalent(Knock, AfterTravel(Knock), strict: true);

    [Fact]
    public void An_answer_arrives_as_it_was_sent()
    {
        Assert.Equivalent(Answer, AfterTravel(Answer), strict: true);
        Assert.Equivalent(Answer with { Refusal = "no" }, AfterTravel(Answer with { Refusal = "no" }), strict: true);
    }

    [Theory]
    [InlineData("knock", "{}")]
    [InlineData("knock", "null")]
    [InlineData("knock", "[")]
    [InlineData("knock-answer", """{"Node":"x","Address":"y","Proof":"","Members":[null]}""")]
    [InlineData("System.Diagnostics.Process", "{}")]
    public void What_is_no_message_of_its_own_is_refused(string manifest, string json) =>
        Assert.Throws<SerializationException>(() =>
            ((MembershipSerializer)_serialization.FindSerializerFor(Knock)).FromBinary(Encoding.UTF8.GetBytes(json), manifest));

    private object AfterTravel(object message)
    {
        var serializer = (MembershipSerializer)_serialization.FindSerializerFor(message);
        return _serialization.Deserialize(serializer.ToBinary(message), serializer.Identifier, serializer.Manifest(message));
    }
}
