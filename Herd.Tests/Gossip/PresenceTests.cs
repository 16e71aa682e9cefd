using System.Text;
using Herd.Actors.Gossip;
using Herd.Actors.Membership;
using Xunit;

namespace Herd.Tests.Gossip;

public class PresenceTests
{
    private const string Node = """{"Name":"Riley","Host":"10.0.0.7","ClientPort":1,"LinkPort":2,"HttpPort":3}""";
    private const string Member = $$"""{"Node":{{Node}},"Epoch":1,"Address":"10.0.0.7:4","Uid":9}""";

    private static readonly NodeDescription Riley = new("Riley", "10.0.0.7", 1, 2, 3);
    private static readonly Presence Full = new(Riley, ulong.MaxValue, new ClusterId(ulong.MaxValue, "Ada"), [new MemberId(Riley, ulong.MaxValue, "10.0.0.7:4", long.MinValue)]);

    [Fact]
    public void What_is_shown_is_read()
    {
        Assert.Equal(Full, Read(Full));
        Assert.Equal(Full with { Cluster = null, Members = [] }, Read(Full with { Cluster = null, Members = [] }));
        Assert.NotEqual(Full, Read(Full with { Members = [Full.Members[0] with { Uid = 1 }] }));
    }

    [Fact]
    public void It_is_a_frame_of_its_kind()
    {
        var frame = Full.ToFrame();

        Assert.Equal((byte)LinkFrameKind.Presence, frame.Span[4]);
        Assert.Equal(frame.Length, BitConverter.ToInt32(frame.Span));
    }

    [Fact]
    public void A_changed_copy_has_a_frame_of_its_own()
    {
        Full.ToFrame();

        Assert.Equal(3ul, Read(Full with { Epoch = 3 })!.Epoch);
    }

    [Fact]
    public void As_many_members_as_a_herd_may_have_are_read_and_one_more_is_not()
    {
        var members = Enumerable.Repeat(Full.Members[0], 10_000).ToList();

        Assert.NotNull(Read(Full with { Members = members }));
        Assert.Null(Read(Full with { Members = [.. members, Full.Members[0]] }));
    }

    [Fact]
    public void What_is_well_formed_is_taken() =>
        Assert.NotNull(Presence.TryRead(Encoding.UTF8.GetBytes($$"""{"Node":{{Node}},"Epoch":1,"Cluster":{"FormedAt":1,"By":"Ada"},"Members":[{{Member}}]}""")));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"Node\":")]
    [InlineData($$"""{"Node":{{Node}},"Epoch":1,"Cluster":null}""")]
    [InlineData($$"""{"Node":{{Node}},"Epoch":1,"Cluster":null,"Members":null}""")]
    [InlineData($$"""{"Node":{{Node}},"Epoch":-1,"Cluster":null,"Members":[]}""")]
    [InlineData($$"""{"Node":{{Node}},"Epoch":1,"Cluster":{},"Members":[]}""")]
    [InlineData($$"""{"Node":{{Node}},"Epoch":1,"Cluster":{"FormedAt":1,"By":""},"Members":[]}""")]
    [InlineData($$"""{"Node":{{Node}},"Epoch":1,"Cluster":{"FormedAt":1,"By":"a b"},"Members":[]}""")]
    [InlineData($$"""{"Node":{{Node}},"Epoch":1,"Cluster":null,"Members":[null]}""")]
    [InlineData($$"""{"Node":{{Node}},"Epoch":1,"Cluster":null,"Members":[{"Node":{{Node}},"Epoch":1,"Address":"a","Uid":9}]}""")]
    [InlineData($$"""{"Node":{{Node}},"Epoch":1,"Cluster":null,"Members":[{"Node":{{Node}},"Epoch":1,"Address":":1","Uid":9}]}""")]
    [InlineData($$"""{"Node":{{Node}},"Epoch":1,"Cluster":null,"Members":[{"Node":{{Node}},"Epoch":1,"Address":"a:65536","Uid":9}]}""")]
    [InlineData($$"""{"Node":{{Node}},"Epoch":1,"Cluster":null,"Members":[{}]}""")]
    [InlineData($$"""{"Node":{{Node}},"Epoch":1,"Cluster":null,"Members":[{"Node":{{Node}},"Epoch":1,"Uid":9}]}""")]
    [InlineData("""{"Node":null,"Epoch":1,"Cluster":null,"Members":[]}""")]
    [InlineData("""{"Node":{"Name":"a b","Host":"h","ClientPort":1,"LinkPort":2,"HttpPort":3},"Epoch":1,"Cluster":null,"Members":[]}""")]
    [InlineData("""{"Node":{"Name":"a","Host":"h\n","ClientPort":1,"LinkPort":2,"HttpPort":3},"Epoch":1,"Cluster":null,"Members":[]}""")]
    [InlineData("""{"Node":{"Name":"a","Host":"","ClientPort":1,"LinkPort":2,"HttpPort":3},"Epoch":1,"Cluster":null,"Members":[]}""")]
    [InlineData("""{"Node":{"Name":"a","Host":"h","ClientPort":1,"LinkPort":65536,"HttpPort":3},"Epoch":1,"Cluster":null,"Members":[]}""")]
    [InlineData("""{"Node":{"Name":"a","Host":"h","ClientPort":1,"LinkPort":-2,"HttpPort":3},"Epoch":1,"Cluster":null,"Members":[]}""")]
    public void What_is_malformed_is_none(string json) => Assert.Null(Presence.TryRead(Encoding.UTF8.GetBytes(json)));

    private static Presence? Read(Presence presence) => Presence.TryRead(presence.ToFrame().Span[LinkFrame.HeaderLength..]);
}
