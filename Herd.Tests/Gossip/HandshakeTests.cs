using System.Security.Cryptography;
using Herd.Actors.Gossip;
using Xunit;

namespace Herd.Tests.Gossip;

public class HandshakeTests
{
    private static readonly NodeIdentity Goloman = new("goloman", "Goloman", 100);
    private static readonly NodeIdentity Hands = new("goloman", "Hands", 200);

    [Fact]
    public void Each_side_proves_the_secret_over_both_hellos_the_callers_first()
    {
        var caller = new Handshake(Hands, "Goloman", "hush", isCaller: true);
        var called = new Handshake(Goloman, null, "hush", isCaller: false);
        List<ReadOnlyMemory<byte>> ofCalled = [], ofCaller = [];

        Assert.Null(called.TakeHello(caller.Own, ofCalled));
        Assert.Null(caller.TakeHello(called.Own, ofCaller));
        Assert.Single(ofCalled);
        Assert.Null(called.Take(LinkFrameKind.Proof, ofCaller[0].Span[LinkFrame.HeaderLength..], ofCalled));
        Assert.Null(caller.Take(LinkFrameKind.Proof, ofCalled[1].Span[LinkFrame.HeaderLength..], ofCaller));

        Assert.True(caller.IsVerified && called.IsVerified);
        byte[] hellos = [.. caller.Own.ToFrame().Span, .. called.Own.ToFrame().Span];
        Assert.Equal(HMACSHA256.HashData("hush"u8, [.. "herd link called"u8, .. hellos]), ofCalled[1][LinkFrame.HeaderLength..].ToArray());
        Assert.Equal(HMACSHA256.HashData("hush"u8, [.. "herd link caller"u8, .. hellos]), ofCaller[0][LinkFrame.HeaderLength..].ToArray());
    }

    [Fact]
    public void Who_does_not_know_the_secret_hears_nothing_to_guess_it_by()
    {
        var caller = new Handshake(Hands, "Goloman", "guessed", isCaller: true);
        var called = new Handshake(Goloman, null, "hush", isCaller: false);
        List<ReadOnlyMemory<byte>> ofCalled = [], ofCaller = [];
        called.TakeHello(caller.Own, ofCalled);
        caller.TakeHello(called.Own, ofCaller);

        Assert.Contains("secret", called.Take(LinkFrameKind.Proof, ofCaller[0].Span[LinkFrame.HeaderLength..], ofCalled), StringComparison.Ordinal);

        Assert.Equal([LinkFrameKind.Hello], ofCalled.Select(frame => (LinkFrameKind)frame.Span[4]));
    }

    [Fact]
    public void A_proof_for_one_channel_proves_nothing_on_another()
    {
        var caller = new Handshake(Hands, "Goloman", "hush", isCaller: true, channel: new byte[] { 1 });
        var called = new Handshake(Goloman, null, "hush", isCaller: false, channel: new byte[] { 2 });
        List<ReadOnlyMemory<byte>> ofCaller = [];
        called.TakeHello(caller.Own, []);
        caller.TakeHello(called.Own, ofCaller);

        Assert.NotNull(called.Take(LinkFrameKind.Proof, ofCaller[0].Span[LinkFrame.HeaderLength..], []));
    }

    [Fact]
    public void Two_starts_of_one_name_are_namesakes_and_a_node_is_none_of_itself()
    {
        var called = new Handshake(Goloman, null, "", isCaller: false);
        called.TakeHello(new Handshake(Goloman with { Epoch = 101 }, null, "", isCaller: true).Own, []);
        var itself = new Handshake(Goloman, null, "", isCaller: false);
        itself.TakeHello(new Handshake(Goloman, null, "", isCaller: true).Own, []);

        Assert.True(called.IsNamesake);
        Assert.False(itself.IsNamesake);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_other_sides_proof_sent_back_proves_nothing(bool isShort)
    {
        var caller = new Handshake(Hands, "Goloman", "hush", isCaller: true);
        var called = new Handshake(Goloman, null, "hush", isCaller: false);
        List<ReadOnlyMemory<byte>> ofCaller = [];
        called.TakeHello(caller.Own, []);
        caller.TakeHello(called.Own, ofCaller);
        var proof = ofCaller[0][LinkFrame.HeaderLength..];

        Assert.Contains("secret", caller.Take(LinkFrameKind.Proof, isShort ? [] : proof.Span, []), StringComparison.Ordinal);

        Assert.False(caller.IsVerified);
    }
}
