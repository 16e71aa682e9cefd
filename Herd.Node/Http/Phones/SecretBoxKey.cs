using System.Security.Cryptography;
using System.Text;
using Herd.Node.Settings;
using Sodium;

namespace Herd.Node.Http.Phones;

/// <summary>OwnTracks' encryption: base64 of a 24-byte nonce and a libsodium secretbox, keyed with the zero-padded passphrase.</summary>
internal sealed class SecretBoxKey
{
    private const int NonceLength = 24;
    private const int TagLength = 16;

    private readonly byte[] _key = new byte[KeySecrets.MaxOwnTracksKeyLength];

    public SecretBoxKey(string passphrase) => Encoding.UTF8.GetBytes(passphrase, _key);

    /// <returns>Null: the payload is invalid, or sealed with another key.</returns>
    public byte[]? Open(string? data)
    {
        var bytes = new byte[data?.Length ?? 0];
        if (!Convert.TryFromBase64String(data ?? "", bytes, out var length) || length < NonceLength + TagLength)
            return null;
        try
        {
            return SecretBox.Open(bytes[NonceLength..length], bytes[..NonceLength], _key);
        }
        // The library throws OverflowException on a box of zeros.
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
