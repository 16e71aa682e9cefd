using System.Security.Cryptography;

namespace Herd.Actors.Gossip;

/// <param name="Epoch">The boot epoch: POSIX nanoseconds of the start, higher at every start.</param>
public sealed record NodeIdentity(string Herd, string Name, ulong Epoch);

/// <summary>
/// One side of a handshake, without I/O. First the caller's hello, then the called side's, then the proofs in the same order: an
/// HMAC-SHA256 under the herd's secret over both hellos and the TLS channel binding. So a caller that doesn't know the secret gets
/// no proof to test guesses on.
/// </summary>
public sealed class Handshake
{
    private readonly NodeIdentity _identity;
    private readonly string _secret;
    private readonly string? _expected;
    private readonly ReadOnlyMemory<byte> _channel;

    /// <param name="expected">The name that the other side must have; null: any.</param>
    /// <param name="channel">As <see cref="LinkConnection.ChannelBinding"/>; may be empty.</param>
    public Handshake(
        NodeIdentity own,
        string? expected,
        string secret,
        bool isCaller,
        HelloPurpose purpose = HelloPurpose.Link,
        string cluster = "",
        ReadOnlyMemory<byte> channel = default)
    {
        _identity = own;
        Own = new Hello(own.Herd, own.Name, own.Epoch, RandomNumberGenerator.GetBytes(Hello.NonceLength), purpose, cluster);
        _expected = expected;
        _secret = secret;
        _channel = channel;
        IsCaller = isCaller;
    }

    public bool IsCaller { get; }

    /// <summary>This side's hello, which the caller has to send; <see cref="Take"/> does so for the called side.</summary>
    public Hello Own { get; }

    /// <summary>The other side's hello; null until a valid one arrives.</summary>
    public Hello? Other { get; private set; }

    public bool IsVerified { get; private set; }

    /// <summary>The other side has this node's name but another boot epoch; proved only if <see cref="IsVerified"/>.</summary>
    public bool IsNamesake => Other is { } other && other.Node == _identity.Name && other.Epoch != _identity.Epoch;

    /// <summary>Handles a frame of the other side and appends the frames to send to <paramref name="answers"/>.</summary>
    /// <returns>Why the other side must be refused; null: no reason.</returns>
    public string? Take(LinkFrameKind kind, ReadOnlySpan<byte> body, List<ReadOnlyMemory<byte>> answers) => kind switch
    {
        LinkFrameKind.Hello when Other is null && Hello.TryRead(body) is { } hello => TakeHello(hello, answers),
        LinkFrameKind.Proof when Other is not null && !IsVerified => TakeProof(body, answers),
        _ => $"it sent {kind} where the handshake has no place for it",
    };

    /// <summary>Handles a frame that came on a link's connection, with the certificates' names, and sends the answers.</summary>
    /// <returns>Why the other side must be refused; null: no reason.</returns>
    public string? Answer(LinkConnection connection, LinkFrameKind kind, ReadOnlySpan<byte> body)
    {
        List<ReadOnlyMemory<byte>> answers = [];
        var refusal = Take(kind, body, answers) ?? connection.RefusalOf(Other!.Node);
        if (refusal is null && answers.Count > 0)
            connection.Send([.. answers]);
        return refusal;
    }

    /// <inheritdoc cref="Take"/>
    public string? TakeHello(Hello hello, List<ReadOnlyMemory<byte>> answers)
    {
        if (Refusal(_identity, hello) is { } refusal)
            return refusal;
        if (_expected is not null && hello.Node != _expected)
            return $"{hello.Node} answers where {_identity.Name} expects {_expected}";
        Other = hello;
        answers.Add(IsCaller ? OwnProof() : Own.ToFrame());
        return null;
    }

    /// <summary>Why a hello must be refused, in the same words on both sides; null: no reason.</summary>
    public static string? Refusal(NodeIdentity own, Hello other)
    {
        if (other.Version != Hello.CurrentVersion)
        {
            var (older, newer) = (Math.Min(other.Version, Hello.CurrentVersion), Math.Max(other.Version, Hello.CurrentVersion));
            return $"one speaks version {older} of the link protocol, the other {newer}: update the older one";
        }

        if (other.Herd == own.Herd)
            return null;
        var (ownIs, otherIs) = ($"{own.Name} is of the herd '{own.Herd}'", $"{other.Node} is of the herd '{other.Herd}'");
        return (string.CompareOrdinal(own.Name, other.Node) < 0 ? $"{ownIs}, {otherIs}" : $"{otherIs}, {ownIs}") + " (herd.name)";
    }

    private string? TakeProof(ReadOnlySpan<byte> proof, List<ReadOnlyMemory<byte>> answers)
    {
        if (!SecretProof.AreSame(proof, ProofOf(byCaller: !IsCaller)))
            return $"they don't know the same secret of the herd '{Own.Herd}' (herd.link.secret)";
        IsVerified = true;
        if (!IsCaller)
            answers.Add(OwnProof());
        return null;
    }

    private ReadOnlyMemory<byte> OwnProof() => LinkFrame.Write(LinkFrameKind.Proof, ProofOf(byCaller: IsCaller));

    private byte[] ProofOf(bool byCaller)
    {
        var (caller, called) = IsCaller ? (Own, Other!) : (Other!, Own);
        var use = byCaller ? "herd link caller"u8 : "herd link called"u8;
        return SecretProof.Of(_secret, use.ToArray(), caller.ToFrame(), called.ToFrame(), _channel);
    }
}
