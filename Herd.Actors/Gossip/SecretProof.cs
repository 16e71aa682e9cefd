using System.Security.Cryptography;
using System.Text;

namespace Herd.Actors.Gossip;

/// <summary>Proof of knowledge of the herd's secret: an HMAC-SHA256 of 32 bytes.</summary>
public static class SecretProof
{
    /// <param name="parts">Concatenated without lengths; parts of variable length must carry their own.</param>
    public static byte[] Of(string secret, params ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        foreach (var part in parts)
            hmac.AppendData(part.Span);
        return hmac.GetHashAndReset();
    }

    /// <summary>Compares in constant time.</summary>
    public static bool AreSame(ReadOnlySpan<byte> proof, ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(proof, other);
}
