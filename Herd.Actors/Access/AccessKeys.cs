using System.Security.Cryptography;
using System.Text;

namespace Herd.Actors.Access;

/// <summary>The keys of a node, under <c>herd.access</c>: says who somebody is. Has no secret, only hashes of them.</summary>
public sealed class AccessKeys
{
    /// <summary>A key's secret has no fewer characters: fewer are guessed.</summary>
    public const int MinSecretLength = 16;

    /// <summary>A key's secret has no more characters: an AUTH line has to hold it.</summary>
    public const int MaxSecretLength = 256;

    private readonly Entry[] _entries;

    /// <param name="keys">Each with its secret; no two have the same name or secret.</param>
    /// <param name="anonymous">What who shows no key may do; null: the default, to report and read while there are no keys, else nothing.</param>
    public AccessKeys(IEnumerable<(Grant Grant, string Secret)> keys, Permissions? anonymous = null)
    {
        _entries = [.. keys.Select(key => new Entry(key.Grant, Hash(Encoding.UTF8.GetBytes(key.Grant.Name)), Hash(Encoding.UTF8.GetBytes(key.Secret))))];
        Anonymous = new Grant("", anonymous ?? (Exist ? Permissions.None : Permissions.Report | Permissions.Read), ClientPattern.All);
    }

    /// <summary>No keys: everybody may report and read.</summary>
    public static AccessKeys None { get; } = new([]);

    /// <summary>Whether there is any key.</summary>
    public bool Exist => _entries.Length > 0;

    /// <summary>Of who shows no key.</summary>
    public Grant Anonymous { get; }

    /// <summary>Whether no client has to be asked who it is.</summary>
    public bool IsOpen => !Exist && Anonymous.IsUnlimited;

    /// <summary>Who shows this name and secret; null: nobody. How long it takes doesn't tell how much of them is right.</summary>
    /// <param name="name">In UTF-8.</param>
    /// <param name="secret">In UTF-8.</param>
    public Grant? Find(ReadOnlySpan<byte> name, ReadOnlySpan<byte> secret)
    {
        var (nameHash, secretHash) = (Hash(name), Hash(secret));
        Grant? found = null;
        foreach (var entry in _entries)
        {
            // No short cut: both are compared, of all keys.
            if (AreSame(entry.Name, nameHash) & AreSame(entry.Secret, secretHash))
                found = entry.Grant;
        }

        return found;
    }

    /// <summary>Who shows this secret and no name; null: nobody.</summary>
    /// <param name="secret">In UTF-8.</param>
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

    /// <summary>Of one length whatever is hashed: comparing would tell the length else.</summary>
    private static byte[] Hash(ReadOnlySpan<byte> text) => SHA256.HashData(text);

    private static bool AreSame(byte[] hash, byte[] other) => CryptographicOperations.FixedTimeEquals(hash, other);

    private sealed record Entry(Grant Grant, byte[] Name, byte[] Secret);
}
