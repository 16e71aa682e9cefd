using System.Security.Cryptography;
using System.Text;

namespace Herd.Actors.Access;

/// <summary>A node's keys, under <c>herd.access</c>. Stores only hashes of secrets.</summary>
public sealed class AccessKeys
{
    /// <summary>Shorter secrets can be guessed.</summary>
    public const int MinSecretLength = 16;

    /// <summary>An AUTH line has to hold it.</summary>
    public const int MaxSecretLength = 256;

    private readonly Entry[] _entries;

    /// <param name="keys">With unique names and secrets.</param>
    /// <param name="anonymous">Without a key; null: report and read if there are no keys, else nothing.</param>
    public AccessKeys(IEnumerable<(Grant Grant, string Secret)> keys, Permissions? anonymous = null)
    {
        _entries = [.. keys.Select(key => new Entry(key.Grant, Hash(Encoding.UTF8.GetBytes(key.Grant.Name)), Hash(Encoding.UTF8.GetBytes(key.Secret))))];
        Anonymous = new Grant("", anonymous ?? (Exist ? Permissions.None : Permissions.Report | Permissions.Read), ClientPattern.All);
    }

    public static AccessKeys None { get; } = new([]);

    public bool Exist => _entries.Length > 0;

    public Grant Anonymous { get; }

    /// <summary>Whether clients need no key.</summary>
    public bool IsOpen => !Exist && Anonymous.IsUnlimited;

    /// <summary>The grant of a name and its secret, both UTF-8; null: no match. Takes constant time.</summary>
    public Grant? Find(ReadOnlySpan<byte> name, ReadOnlySpan<byte> secret)
    {
        var (nameHash, secretHash) = (Hash(name), Hash(secret));
        Grant? found = null;
        foreach (var entry in _entries)
        {
            // No short cut: constant time.
            if (AreSame(entry.Name, nameHash) & AreSame(entry.Secret, secretHash))
                found = entry.Grant;
        }

        return found;
    }

    /// <summary>The grant of a secret, in UTF-8, without a name; null: no match.</summary>
    public Grant? Find(ReadOnlySpan<byte> secret)
    {
        var secretHash = Hash(secret);
        Grant? found = null;
        foreach (var entry in _entries)
        {
            if (AreSame(entry.Secret, secretHash))
                found = entry.Grant;
        }

        return found;
    }

    public override string ToString() => $"{_entries.Length} keys";

    /// <summary>Makes equal lengths, since comparing would reveal the length otherwise.</summary>
    private static byte[] Hash(ReadOnlySpan<byte> text) => SHA256.HashData(text);

    private static bool AreSame(byte[] hash, byte[] other) => CryptographicOperations.FixedTimeEquals(hash, other);

    private sealed record Entry(Grant Grant, byte[] Name, byte[] Secret);
}
