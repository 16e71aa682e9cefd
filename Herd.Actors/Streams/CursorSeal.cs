using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Herd.Actors.Streams;

/// <summary>Seals cursors, so that readers can neither read nor forge them: AES-256-GCM with keys from the herd's secret.</summary>
/// <remarks>
/// The nonce is derived from the content, as in SIV: except by chance, two cursors share one only if they are equal. One cursor always
/// gives the same text. 2^39 cursors, of 100 nodes in 30 years, have two of one nonce with a chance of 2^-19.
/// </remarks>
public sealed class CursorSeal
{
    /// <summary>Bytes that a seal adds.</summary>
    public const int Length = NonceLength + TagLength;

    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int KeyLength = 32;

    private readonly byte[] _key;
    private readonly byte[] _nonceKey;

    /// <param name="secret">May be empty: then whoever knows the herd's name can open cursors.</param>
    public CursorSeal(string herd, string secret)
    {
        var keys = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 2 * KeyLength, Encoding.UTF8.GetBytes(herd), "herd stream cursors"u8.ToArray());
        (_key, _nonceKey) = (keys[..KeyLength], keys[KeyLength..]);
    }

    /// <returns>Letters, digits, - and _.</returns>
    public string Seal(ReadOnlySpan<byte> bytes)
    {
        var sealedBytes = new byte[Length + bytes.Length];
        var nonce = sealedBytes.AsSpan(0, NonceLength);
        HMACSHA256.HashData(_nonceKey, bytes).AsSpan(0, NonceLength).CopyTo(nonce);
        // An AesGcm isn't thread-safe.
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(nonce, bytes, sealedBytes.AsSpan(Length), sealedBytes.AsSpan(NonceLength, TagLength));
        return Base64Url.EncodeToString(sealedBytes);
    }

    /// <returns>Null: no node of the herd sealed it.</returns>
    public byte[]? Open(ReadOnlySpan<char> text)
    {
        if (!Base64Url.IsValid(text))
            return null;
        var sealedBytes = Base64Url.DecodeFromChars(text);
        if (sealedBytes.Length < Length)
            return null;
        var bytes = new byte[sealedBytes.Length - Length];
        using var aes = new AesGcm(_key, TagLength);
        try
        {
            aes.Decrypt(sealedBytes.AsSpan(0, NonceLength), sealedBytes.AsSpan(Length), sealedBytes.AsSpan(NonceLength, TagLength), bytes);
            return bytes;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
