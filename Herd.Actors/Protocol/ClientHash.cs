using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Herd.Actors.Protocol;

/// <summary>
/// How the nodes of a herd hash client IDs, under a salt that they share: to find them, and to know in a tombstone the ID of
/// who was forgotten without its being there. Who doesn't know the herd's secret can neither try out IDs nor make many
/// that collide.
/// </summary>
public sealed class ClientHash
{
    /// <summary>Bytes that stand for an ID in a tombstone: the u32 that finds it, and 128 bits of SHA-256 that tell it from others.</summary>
    public const int KeyLength = FindLength + DigestLength;

    private const int FindLength = sizeof(uint);
    private const int DigestLength = 16;
    private const int StackLength = 256;

    private readonly byte[] _salt;
    private readonly long _seed;

    /// <param name="herd">The herd's name.</param>
    /// <param name="secret">Its secret; may be empty: then the salt is no secret either.</param>
    public ClientHash(string herd, string secret)
    {
        _salt = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), SHA256.HashSizeInBytes, Encoding.UTF8.GetBytes(herd), "herd client hash"u8.ToArray());
        _seed = BinaryPrimitives.ReadInt64LittleEndian(HKDF.Expand(HashAlgorithmName.SHA256, _salt, sizeof(long), "seed"u8.ToArray()));
    }

    /// <summary>That of a herd without a name and a secret.</summary>
    public static ClientHash Default { get; } = new("", "");

    /// <summary>What finds a client.</summary>
    public uint Of(ReadOnlySpan<byte> client) => (uint)XxHash3.HashToUInt64(client, _seed);

    /// <summary>What finds the client of an update, also of a tombstone.</summary>
    public uint OfClientIn(UpdateFrame update) =>
        update.IsTombstone ? BinaryPrimitives.ReadUInt32LittleEndian(update.Client) : Of(update.Client);

    /// <summary>What stands for a client in a tombstone.</summary>
    public byte[] KeyOf(ReadOnlySpan<byte> client)
    {
        var key = new byte[KeyLength];
        BinaryPrimitives.WriteUInt32LittleEndian(key, Of(client));
        WriteDigest(client, key.AsSpan(FindLength));
        return key;
    }

    /// <summary>Whether two updates are of one client, at least one of which may be a tombstone.</summary>
    public bool IsSameClient(UpdateFrame one, UpdateFrame other) => IsOf(one, other.Client, other.IsTombstone);

    /// <summary>Whether an update is of this client.</summary>
    /// <param name="update">A tombstone or not.</param>
    /// <param name="client">The client's ID, or what stands for it.</param>
    /// <param name="isKey">It is what stands for it.</param>
    public bool IsOf(UpdateFrame update, ReadOnlySpan<byte> client, bool isKey = false)
    {
        if (update.IsTombstone == isKey)
            return update.Client.SequenceEqual(client);
        return isKey ? IsOf(client, update.Client) : IsOf(update.Client, client);
    }

    /// <summary>Whether a tombstone's key stands for this client.</summary>
    public bool IsOf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> client)
    {
        Span<byte> digest = stackalloc byte[DigestLength];
        WriteDigest(client, digest);
        return key[FindLength..].SequenceEqual(digest);
    }

    private void WriteDigest(ReadOnlySpan<byte> client, Span<byte> destination)
    {
        var length = _salt.Length + client.Length;
        var salted = length <= StackLength ? stackalloc byte[StackLength] : new byte[length];
        _salt.CopyTo(salted);
        client.CopyTo(salted[_salt.Length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(salted[..length], hash);
        hash[..DigestLength].CopyTo(destination);
    }
}
