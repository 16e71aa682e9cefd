using System.Buffers.Binary;
using System.Text;

namespace Herd.Actors.Gossip;

/// <summary>
/// The first frame of a connection, from each side: u32 magic, u16 protocol version, u64 boot epoch, 32 bytes nonce,
/// u8 length and herd's name, u8 length and node's name.
/// </summary>
/// <param name="Herd">The herd's name.</param>
/// <param name="Node">The sender's name.</param>
/// <param name="Epoch">The sender's boot epoch.</param>
/// <param name="Nonce">32 random bytes, never used twice.</param>
/// <param name="Version">The link protocol's version.</param>
public sealed record Hello(string Herd, string Node, ulong Epoch, ReadOnlyMemory<byte> Nonce, ushort Version = Hello.CurrentVersion)
{
    public const ushort CurrentVersion = 1;
    public const int NonceLength = 32;

    /// <summary>"HERD".</summary>
    private const uint Magic = 0x44524548;

    private const int FixedLength = 4 + 2 + 8 + NonceLength;

    public ReadOnlyMemory<byte> ToFrame()
    {
        var herd = Encoding.UTF8.GetBytes(Herd);
        var node = Encoding.UTF8.GetBytes(Node);
        var body = new byte[FixedLength + 2 + herd.Length + node.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(body, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(6), Epoch);
        Nonce.CopyTo(body.AsMemory(14));
        var names = body.AsSpan(FixedLength);
        names[0] = checked((byte)herd.Length);
        herd.CopyTo(names[1..]);
        names = names[(1 + herd.Length)..];
        names[0] = checked((byte)node.Length);
        node.CopyTo(names[1..]);
        return LinkFrame.Write(LinkFrameKind.Hello, body);
    }

    /// <summary>Reads a frame's body. Null: it isn't one, or of names that a herd and a node can't have.</summary>
    public static Hello? TryRead(ReadOnlySpan<byte> body)
    {
        if (body.Length < FixedLength || BinaryPrimitives.ReadUInt32LittleEndian(body) != Magic)
            return null;
        var version = BinaryPrimitives.ReadUInt16LittleEndian(body[4..]);
        var names = body[FixedLength..];
        if (!TryReadName(ref names, out var herd) || !TryReadName(ref names, out var node) || !names.IsEmpty)
            return null;
        if (herd.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) || !NodeIdentity.IsValidName(node))
            return null;
        return new Hello(
            herd, node, BinaryPrimitives.ReadUInt64LittleEndian(body[6..]), body.Slice(14, NonceLength).ToArray(), version);
    }

    private static bool TryReadName(ref ReadOnlySpan<byte> bytes, out string name)
    {
        name = "";
        if (bytes.IsEmpty || bytes.Length < 1 + bytes[0])
            return false;
        name = Encoding.UTF8.GetString(bytes.Slice(1, bytes[0]));
        bytes = bytes[(1 + bytes[0])..];
        return name.Length > 0;
    }
}
