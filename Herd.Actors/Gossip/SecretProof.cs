using System.Security.Cryptography;
using System.Text;

namespace Herd.Actors.Gossip;

/// <summary>Proof that one knows the herd's secret: an HMAC-SHA256 under it, of 32 bytes.</summary>
public static class SecretProof
{
    /// <param name="secret">The herd's; its UTF-8 is the key.</param>
    /// <param name="parts">What the proof is over, one behind the other. Where one ends isn't part of it: if that can be in doubt, they have to tell their lengths.</param>
    public static byte[] Of(string secret, params ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        foreach (var part in parts)
            hmac.AppendData(part.Span);
        return hmac.GetHashAndReset();
    }

    /// <summary>Whether two proofs are the same. How long it takes doesn't tell how much of them is.</summary>
    public static bool AreSame(ReadOnlySpan<byte> proof, ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(proof, other);
}
