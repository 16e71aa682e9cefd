using System.Buffers.Binary;
using System.Globalization;
using Herd.Actors.Protocol;

namespace Herd.Node.Logging;

/// <summary>Finds forgotten clients' IDs in log lines by their tombstones' keys, and overwrites them.</summary>
internal sealed class ForgottenClients(ClientHash hash)
{
    private const byte Blot = (byte)'*';
    private const int ReadSize = 256 * 1024;

    private readonly Dictionary<uint, List<byte[]>> _keys = [];

    public bool IsEmpty => _keys.Count == 0;

    public void Add(ReadOnlySpan<byte> key)
    {
        var find = BinaryPrimitives.ReadUInt32LittleEndian(key);
        if (!_keys.TryGetValue(find, out var keys))
            _keys[find] = keys = [];
        keys.Add(key.ToArray());
    }

    public void Clear() => _keys.Clear();

    /// <summary>Overwrites the IDs in a file, in place.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public void BlotOut(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[ReadSize];
        for (var (at, length) = (0L, RandomAccess.Read(file, buffer, 0)); length > 0; length = RandomAccess.Read(file, buffer, at))
        {
            var end = buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            // Log lines are far shorter than the buffer. A cut line is checked by itself in the next round.
            var whole = buffer.AsSpan(0, end == 0 || at + length == RandomAccess.GetLength(file) ? length : end);
            if (BlotOut(whole))
                RandomAccess.Write(file, whole, at);
            at += whole.Length;
        }
    }

    /// <returns>Whether any ID was found.</returns>
    public bool BlotOut(Span<byte> lines)
    {
        var found = false;
        while (!lines.IsEmpty)
        {
            var length = lines.IndexOfAny(WhiteSpace.Bytes);
            var field = length < 0 ? lines : lines[..length];
            if (!field.IsEmpty && IsForgotten(field))
            {
                field.Fill(Blot);
                found = true;
            }

            lines = lines[Math.Min(lines.Length, field.Length + 1)..];
        }

        return found;
    }

    private bool IsForgotten(ReadOnlySpan<byte> field)
    {
        var id = field.Contains((byte)'\\') ? Unescape(field) : field;
        if (!_keys.TryGetValue(hash.Of(id), out var keys))
            return false;
        foreach (var key in keys)
        {
            if (hash.IsOf(key, id))
                return true;
        }

        return false;
    }

    /// <summary>Reverses the escapes of <see cref="MessageRenderer"/>.</summary>
    private static byte[] Unescape(ReadOnlySpan<byte> field)
    {
        var bytes = new List<byte>(field.Length);
        while (!field.IsEmpty)
        {
            if (field.Length >= 4 && field[0] == '\\' && field[1] == 'x' && byte.TryParse(field.Slice(2, 2), NumberStyles.AllowHexSpecifier, null, out var value))
            {
                bytes.Add(value);
                field = field[4..];
                continue;
            }

            if (field.Length >= 2 && field[0] == '\\')
                field = field[1..];
            bytes.Add(field[0]);
            field = field[1..];
        }

        return [.. bytes];
    }
}
