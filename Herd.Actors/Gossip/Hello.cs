using System.Buffers.Binary;
using System.Text;
using Herd.Actors.Protocol;

namespace Herd.Actors.Gossip;

public enum HelloPurpose : byte
{
    Link = 1,

    /// <summary>Both sides show their <see cref="Presence"/>, then the connection ends.</summary>
    Visit = 2,

    /// <summary>Akka.Remote's bytes, on the cluster port.</summary>
    Cluster = 3,
}

/// <summary>
/// The first frame of each side: u32 magic, u16 protocol version, u64 boot epoch, 32 bytes nonce, u8 purpose, then with a u8
/// length each: herd's name, node's name, cluster's name.
/// </summary>
/// <param name="Cluster">For <see cref="HelloPurpose.Cluster"/>: the name of the actor system called; else empty.</param>
public sealed record Hello(
    string Herd,
    string Node,
    ulong Epoch,
    ReadOnlyMemory<byte> Nonce,
    HelloPurpose Purpose = HelloPurpose.Link,
    string Cluster = "",
    ushort Version = Hello.CurrentVersion)
{
    public const ushort CurrentVersion = 3;
    public const int NonceLength = 32;

    /// <summary>"HERD".</summary>
    private const uint Magic = 0x44524548;

    private const int NonceAt = 4 + 2 + 8;
    private const int PurposeAt = NonceAt + NonceLength;
    private const int FixedLength = PurposeAt + 1;

    public ReadOnlyMemory<byte> ToFrame()
    {
        byte[][] names = [Encoding.UTF8.GetBytes(Herd), Encoding.UTF8.GetBytes(Node), Encoding.UTF8.GetBytes(Cluster)];
        var body = new byte[FixedLength + names.Sum(name => 1 + name.Length)];
        BinaryPrimitives.WriteUInt32LittleEndian(body, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(6), Epoch);
        Nonce.CopyTo(body.AsMemory(NonceAt));
        body[PurposeAt] = (byte)Purpose;
        var rest = body.AsSpan(FixedLength);
        foreach (var name in names)
        {
            rest[0] = checked((byte)name.Length);
            name.CopyTo(rest[1..]);
            rest = rest[(1 + name.Length)..];
        }

        return LinkFrame.Write(LinkFrameKind.Hello, body);
    }

    /// <summary>Null: not a hello, or invalid names. A hello of another version has only its epoch and version set.</summary>
    public static Hello? TryRead(ReadOnlySpan<byte> body)
    {
        if (body.Length < FixedLength || BinaryPrimitives.ReadUInt32LittleEndian(body) != Magic)
            return null;
        var epoch = BinaryPrimitives.ReadUInt64LittleEndian(body[6..]);
        var version = BinaryPrimitives.ReadUInt16LittleEndian(body[4..]);
        if (version != CurrentVersion)
            return new Hello("", "", epoch, default, Version: version);
        var names = body[FixedLength..];
        if (!TryReadName(ref names, out var herd) || !TryReadName(ref names, out var node) || !TryReadName(ref names, out var cluster) || !names.IsEmpty)
            return null;
        if (herd.Length == 0 || (herd + cluster).Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) || !NodeName.IsValid(node))
            return null;
        return new Hello(herd, node, epoch, body.Slice(NonceAt, NonceLength).ToArray(), (HelloPurpose)body[PurposeAt], cluster, version);
    }

    private static bool TryReadName(ref ReadOnlySpan<byte> bytes, out string name)
    {
        name = "";
        if (bytes.IsEmpty || bytes.Length < 1 + bytes[0])
            return false;
        name = Encoding.UTF8.GetString(bytes.Slice(1, bytes[0]));
        bytes = bytes[(1 + bytes[0])..];
        return true;
    }
}
