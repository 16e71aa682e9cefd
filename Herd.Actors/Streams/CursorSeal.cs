using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Herd.Actors.Streams;

/// <summary>
/// Seals cursors, so that their readers can neither look into them nor make any: AES-256-GCM under keys that all nodes of a herd
/// derive from its secret.
/// </summary>
/// <remarks>
/// The nonce is made from what is sealed, as in SIV: so two cursors have the same only if they are the same, but for chance, and
/// one cursor is the same text whenever it is sealed. 2^39 cursors, of 100 nodes in 30 years, have two of one nonce with a chance
/// of 2^-19.
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

    /// <param name="herd">The herd's name.</param>
    /// <param name="secret">Its secret; may be empty: then who knows the name can open what is sealed.</param>
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
        // One isn't for several threads.
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(nonce, bytes, sealedBytes.AsSpan(Length), sealedBytes.AsSpan(NonceLength, TagLength));
        return Base64Url.EncodeToString(sealedBytes);
    }

    /// <returns>Null: no node of the herd has sealed it.</returns>
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
