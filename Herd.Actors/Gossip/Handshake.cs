using System.Security.Cryptography;

namespace Herd.Actors.Gossip;

/// <summary>Who this node is to others.</summary>
/// <param name="Herd">The herd's name.</param>
/// <param name="Name">The node's name, unique in the herd.</param>
/// <param name="Epoch">The boot epoch: higher at every start; POSIX nanoseconds of the start.</param>
public sealed record NodeIdentity(string Herd, string Name, ulong Epoch);

/// <summary>
/// One side of a handshake, without any I/O. Each side says <see cref="Hello"/> and then proves that it knows the herd's
/// secret: an HMAC-SHA256 under it over both hellos and, where there is TLS, over both certificates. The caller proves
/// first, so that nobody can call and get something to test guesses of the secret on.
/// </summary>
/// <code>
///   caller                      called
///   Hello  ──────────────────▶
///          ◀──────────────────  Hello
///   Proof  ──────────────────▶
///          ◀──────────────────  Proof
/// </code>
public sealed class Handshake
{
    private readonly NodeIdentity _identity;
    private readonly string _secret;
    private readonly string? _expected;
    private readonly ReadOnlyMemory<byte> _channel;

    /// <param name="own">This side.</param>
    /// <param name="expected">The name that the other side must have; null: any.</param>
    /// <param name="secret">The herd's.</param>
    /// <param name="isCaller">Whether this side made the connection.</param>
    /// <param name="purpose">What the caller wants; the called side repeats nothing of it.</param>
    /// <param name="cluster">As in <see cref="Hello.Cluster"/>.</param>
    /// <param name="channel">What both sides see of the channel and nobody between them can fake, such as its certificates; may be empty.</param>
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

    /// <summary>Whether this side made the connection.</summary>
    public bool IsCaller { get; }

    /// <summary>This side's, with a nonce of its own; the caller sends it first.</summary>
    public Hello Own { get; }

    /// <summary>The other side's, once it came and is right.</summary>
    public Hello? Other { get; private set; }

    /// <summary>The other side proved that it knows the secret.</summary>
    public bool IsVerified { get; private set; }

    /// <summary>The other side has this node's name and is another start. Holds once <see cref="IsVerified"/>.</summary>
    public bool IsNamesake => Other is { } other && other.Node == _identity.Name && other.Epoch != _identity.Epoch;

    /// <summary>Takes a frame of the other side.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="body">What is behind its header.</param>
    /// <param name="answers">Frames to send.</param>
    /// <returns>Why the other side is to be refused; null: it isn't.</returns>
    public string? Take(LinkFrameKind kind, ReadOnlySpan<byte> body, List<ReadOnlyMemory<byte>> answers) => kind switch
    {
        LinkFrameKind.Hello when Other is null && Hello.TryRead(body) is { } hello => TakeHello(hello, answers),
        LinkFrameKind.Proof when Other is not null && !IsVerified => TakeProof(body, answers),
        _ => $"it sent {kind} where the handshake has no place for it",
    };

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

    /// <summary>Why a hello is to be refused, in the same words at either side; null: it isn't.</summary>
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
