using System.Text;
using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

/// <summary>
/// What a node says to one of a herd that it wants to be a member of, before it joins the cluster: who it is, and proof
/// that it knows the herd's secret.
/// </summary>
/// <param name="Version">Of this exchange.</param>
/// <param name="Herd">The herd's name.</param>
/// <param name="Node">The node.</param>
/// <param name="Address">Where its membership is reached, <c>HOST:CLUSTER-PORT</c>.</param>
/// <param name="Epoch">Its boot epoch.</param>
/// <param name="IsMember">It is in a cluster already, or forms it, and looks for others of its herd that aren't in it.</param>
/// <param name="Proof">HMAC-SHA256 under the secret, over all of the above.</param>
public sealed record Knock(int Version, string Herd, NodeDescription Node, string Address, ulong Epoch, bool IsMember, byte[] Proof)
{
    public const int CurrentVersion = 1;

    /// <summary>A knock of this node, proven.</summary>
    public static Knock Of(NodeIdentity identity, NodeDescription node, string address, bool isMember, string secret)
    {
        var knock = new Knock(CurrentVersion, identity.Herd, node, address, identity.Epoch, isMember, []);
        return knock with { Proof = knock.ProofUnder(secret) };
    }

    /// <summary>Why a node that says this isn't let in; null: it may come.</summary>
    public string? Refusal(NodeIdentity own, string secret)
    {
        if (Version != CurrentVersion)
            return $"it speaks version {Version} of the membership protocol, {own.Name} speaks {CurrentVersion}";
        if (Herd != own.Herd)
            return $"it is of the herd '{Herd}', {own.Name} is of '{own.Herd}'";
        return SecretProof.AreSame(Proof, ProofUnder(secret))
            ? null
            : $"it doesn't know the secret of the herd '{own.Herd}' (herd.link.secret)";
    }

    /// <summary>What an answer to this knock proves its sender's knowledge of the secret with.</summary>
    public byte[] AnswerProofUnder(string secret) => ProofUnder(secret, "herd knock answer");

    private byte[] ProofUnder(string secret, string use = "herd knock")
    {
        string[] fields =
        [
            use, Herd, Node.Name, Node.Host, Address, FormattableString.Invariant(
                $"{Version} {Epoch} {IsMember} {Node.ClientPort} {Node.LinkPort} {Node.HttpPort}"),
        ];
        return SecretProof.Of(secret, [.. fields.Select(WithLength)]);
    }

    private static ReadOnlyMemory<byte> WithLength(string field)
    {
        var bytes = Encoding.UTF8.GetBytes(field);
        return (byte[])[.. BitConverter.GetBytes(bytes.Length), .. bytes];
    }
}

/// <summary>The answer to a <see cref="Knock"/>.</summary>
/// <param name="Node">The name of who answers.</param>
/// <param name="Address">Its address.</param>
/// <param name="Refusal">Why the node isn't let in, for people; null: it may join.</param>
/// <param name="IsMember">Whether who answers is in a cluster, or forms it.</param>
/// <param name="Members">Whom it sees there.</param>
/// <param name="Proof"><see cref="Knock.AnswerProofUnder"/>; empty in a refusal.</param>
public sealed record KnockAnswer(
    string Node, string Address, string? Refusal, bool IsMember, IReadOnlyList<HerdMember> Members, byte[] Proof);
