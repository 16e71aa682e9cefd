using Herd.Actors.Gossip;
using Herd.Actors.Membership;
using Xunit;

namespace Herd.Tests.Membership;

public class KnockTests
{
    private static readonly NodeIdentity Goloman = new("goloman", "Goloman", 1);
    private static readonly Knock FromRiley = Of("goloman", "hush");

    [Fact]
    public void A_node_of_the_herd_may_come_in() => Assert.Null(FromRiley.Refusal(Goloman, "hush"));

    [Fact]
    public void One_that_does_not_know_the_secret_is_told_so() =>
        Assert.Contains("secret", FromRiley.Refusal(Goloman, "hush!"), StringComparison.Ordinal);

    [Fact]
    public void One_of_another_herd_is_told_so() =>
        Assert.Contains("it is of the herd 'alford', Goloman is of 'goloman'", Of("alford", "hush").Refusal(Goloman, "hush"), StringComparison.Ordinal);

    [Fact]
    public void One_of_another_version_is_told_so() =>
        Assert.Contains("version 7", (FromRiley with { Version = 7 }).Refusal(Goloman, "hush"), StringComparison.Ordinal);

    [Fact]
    public void Nothing_of_a_knock_can_be_changed_without_the_secret()
    {
        Knock[] forgeries =
        [
            FromRiley with { Address = "10.0.0.8:1" },
            FromRiley with { Epoch = 8 },
            FromRiley with { IsMember = true },
            FromRiley with { Node = FromRiley.Node with { Name = "Hands" } },
            FromRiley with { Node = FromRiley.Node with { Host = "10.0.0.8" } },
            FromRiley with { Node = FromRiley.Node with { LinkPort = 1 } },
            FromRiley with { Proof = [] },
        ];

        Assert.All(forgeries, forgery => Assert.NotNull(forgery.Refusal(Goloman, "hush")));
    }

    [Fact]
    public void An_answer_is_proven_by_the_secret_and_is_not_the_knock_sent_back()
    {
        Assert.NotEqual(FromRiley.Proof, FromRiley.AnswerProofUnder("hush"));
        Assert.NotEqual(FromRiley.AnswerProofUnder("hush"), FromRiley.AnswerProofUnder("other"));
    }

    [Fact]
    public void Proofs_are_the_same_for_everybody_who_makes_one()
    {
        // HMAC-SHA256 under "hush"; before each field its length, as a little-endian i32: "herd knock", or "herd knock answer",
        // "goloman", "Riley", "10.0.0.7", "10.0.0.7:14200", "1 7 False 14000 14100 14300".
        Assert.Equal("554452f77911b30aca97d6ba671e4534a0f921720cb40698b42ed588a54f9f8c", Convert.ToHexStringLower(FromRiley.Proof));
        Assert.Equal("3e34c8dff590e5e677880d478a9bec95a41326f04e6613b8c23b352d83380130", Convert.ToHexStringLower(FromRiley.AnswerProofUnder("hush")));
    }

    private static Knock Of(string herd, string secret) => Knock.Of(
        new NodeIdentity(herd, "Riley", 7), new NodeDescription("Riley", "10.0.0.7", 14000, 14100, 14300), "10.0.0.7:14200", false, secret);
}
