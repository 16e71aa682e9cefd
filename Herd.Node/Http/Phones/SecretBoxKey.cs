using System.Security.Cryptography;
using System.Text;
using Herd.Node.Settings;
using Sodium;

namespace Herd.Node.Http.Phones;

/// <summary>
/// Opens and seals OwnTracks' encrypted payloads: base64 of a nonce of 24 bytes and a box of libsodium's <c>crypto_secretbox</c>,
/// whose key is a passphrase, filled up with zeros.
/// </summary>
internal sealed class SecretBoxKey
{
    private const int NonceLength = 24;
    private const int TagLength = 16;

    private readonly byte[] _key = new byte[KeySecrets.MaxOwnTracksKeyLength];

    /// <param name="passphrase">At most <see cref="KeySecrets.MaxOwnTracksKeyLength"/> bytes of UTF-8.</param>
    public SecretBoxKey(string passphrase) => Encoding.UTF8.GetBytes(passphrase, _key);

    /// <returns>Null: it isn't such a payload, or of another key.</returns>
    public byte[]? Open(string? data)
    {
        var bytes = new byte[data?.Length ?? 0];
        if (!Convert.TryFromBase64String(data ?? "", bytes, out var length) || length < NonceLength + TagLength)
            return null;
        try
        {
            return SecretBox.Open(bytes[NonceLength..length], bytes[..NonceLength], _key);
        }
        // The library overflows over a box of zeros.
        catch (Exception fault) when (fault is CryptographicException or OverflowException)
        {
            return null;
        }
    }

    public string Seal(byte[] message)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        return Convert.ToBase64String([.. nonce, .. SecretBox.Create(message, nonce, _key)]);
    }
}
