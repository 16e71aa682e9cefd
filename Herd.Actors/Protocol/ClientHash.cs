using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Herd.Actors.Protocol;

/// <summary>
/// How a herd's nodes hash client IDs, with a common salt: to find clients, and to stand for forgotten ones in tombstones, without
/// their IDs. Without the herd's secret nobody can try out IDs, or make many that collide.
/// </summary>
public sealed class ClientHash
{
    /// <summary>Of a tombstone's key: the u32 that finds the client, and 128 bits of SHA-256 that tell it from others.</summary>
    public const int KeyLength = FindLength + DigestLength;

    private const int FindLength = sizeof(uint);
    private const int DigestLength = 16;
    private const int StackLength = 256;

    private readonly byte[] _salt;
    private readonly long _seed;

    /// <param name="secret">May be empty: then the salt is no secret either.</param>
    public ClientHash(string herd, string secret)
    {
        _salt = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), SHA256.HashSizeInBytes, Encoding.UTF8.GetBytes(herd), "herd client hash"u8.ToArray());
        _seed = BinaryPrimitives.ReadInt64LittleEndian(HKDF.Expand(HashAlgorithmName.SHA256, _salt, sizeof(long), "seed"u8.ToArray()));
    }

    public static ClientHash Default { get; } = new("", "");

    public uint Of(ReadOnlySpan<byte> client) => (uint)XxHash3.HashToUInt64(client, _seed);

    public uint OfClientIn(UpdateFrame update) =>
        update.IsTombstone ? BinaryPrimitives.ReadUInt32LittleEndian(update.Client) : Of(update.Client);

    /// <summary>Stands for a client in a tombstone.</summary>
    public byte[] KeyOf(ReadOnlySpan<byte> client)
    {
        var key = new byte[KeyLength];
        BinaryPrimitives.WriteUInt32LittleEndian(key, Of(client));
        WriteDigest(client, key.AsSpan(FindLength));
        return key;
    }

    /// <summary>Either update may be a tombstone.</summary>
    public bool IsSameClient(UpdateFrame one, UpdateFrame other) => IsOf(one, other.Client, other.IsTombstone);

    /// <param name="client">The client's ID, or its key if <paramref name="isKey"/>.</param>
    public bool IsOf(UpdateFrame update, ReadOnlySpan<byte> client, bool isKey = false)
    {
        if (update.IsTombstone == isKey)
            return update.Client.SequenceEqual(client);
        return isKey ? IsOf(client, update.Client) : IsOf(update.Client, client);
    }

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
