using System.Security.Cryptography;
using Herd.Actors.Gossip;
using Xunit;

namespace Herd.Tests.Gossip;

/// <summary>What is proven to whom; without actors.</summary>
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
        Assert.Null(caller.Take(LinkFrameKind.Proof, ofCalled[1].Span[LinkFrame.HeaderLength..], ofCaller));
        Assert.Null(called.Take(LinkFrameKind.Proof, ofCaller[0].Span[LinkFrame.HeaderLength..], ofCalled));

        Assert.True(caller.IsVerified && called.IsVerified);
        byte[] hellos = [.. caller.Own.ToFrame().Span, .. called.Own.ToFrame().Span];
        Assert.Equal(HMACSHA256.HashData("hush"u8, [.. "herd link called"u8, .. hellos]), ofCalled[1][LinkFrame.HeaderLength..].ToArray());
        Assert.Equal(HMACSHA256.HashData("hush"u8, [.. "herd link caller"u8, .. hellos]), ofCaller[0][LinkFrame.HeaderLength..].ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_other_sides_proof_sent_back_proves_nothing(bool isShort)
    {
        var caller = new Handshake(Hands, "Goloman", "hush", isCaller: true);
        var called = new Handshake(Goloman, null, "hush", isCaller: false);
        List<ReadOnlyMemory<byte>> ofCalled = [];
        called.TakeHello(caller.Own, ofCalled);
        var proof = ofCalled[1][LinkFrame.HeaderLength..];

        Assert.Contains("secret", called.Take(LinkFrameKind.Proof, isShort ? [] : proof.Span, []), StringComparison.Ordinal);

        Assert.False(called.IsVerified);
    }
}
