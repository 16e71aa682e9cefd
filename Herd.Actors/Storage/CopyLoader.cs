using Herd.Actors.Protocol;
using Microsoft.Data.Sqlite;

namespace Herd.Actors.Storage;

/// <summary>Reads a durable copy, and checks that it is whole. What is whole of a damaged one, <see cref="CopySalvage"/> reads.</summary>
internal sealed class CopyLoader(CopyFile file)
{
    public delegate void FrameReader(ReadOnlySpan<byte> frame);

    /// <summary>The first fault, in words; null: none was found.</summary>
    public string? Damage { get; private set; }

    /// <summary>Null: damaged.</summary>
    public CopyState? State { get; private set; }

    /// <summary>Null: damaged.</summary>
    public ulong? Epoch { get; private set; }

    public DateTimeOffset? LastUse { get; private set; }

    /// <summary>Reads everything but the parts.</summary>
    /// <exception cref="DurableCopyException">The file is another node's, or of a newer format.</exception>
    /// <exception cref="SqliteException">It can't be opened.</exception>
    public void ReadHead(string path, string herd, string node)
    {
        Try(() =>
        {
            if (!file.IsWriteAheadLogged)
                Damage ??= "it is not in WAL mode";
        });
        var (format, theirHerd, theirNode) = (Try(() => file.ReadMeta("format")), Try(() => file.ReadMeta("herd")), Try(() => file.ReadMeta("node")));
        RefuseNewerOrForeign(path, (format, theirHerd, theirNode), (herd, node));
        if (format is null)
            Damage ??= "its format can't be read";
        if (theirHerd is null || theirNode is null)
            Damage ??= "its owner can't be read";
        Epoch = Try(file.ReadEpoch);
        LastUse = Try(file.ReadLastUse);
        if (Epoch is null)
            Damage ??= "its boot epoch can't be read";
        State = Try(file.ReadState);
        if (State is null)
            Damage ??= "its state can't be read";
        Damage ??= Try(file.FindFault);
    }

    /// <summary>Reads all updates, the newest part first: then most of the older parts' frames are outdated when they are met.</summary>
    public void ReadParts(FrameReader reader) => Try(() =>
    {
        var expected = State!.Next - 1;
        using var parts = file.ReadParts();
        for (; parts.Step(); expected--)
        {
            var id = parts.Int64(0);
            if (id != expected)
                Damage ??= id < expected ? $"part {expected} is missing" : $"there is a part {id} too many";
            Damage ??= ReadPart(id, parts.Int64(1), parts.Int64(2), parts.Blob(3), reader);
            if (Damage is not null)
                return;
        }

        if (expected >= State.First)
            Damage = $"part {expected} is missing";
    });

    public void Blame(SqliteException error) => Blame(SqliteErrors.InWords(error));

    public void Blame(string damage) => Damage ??= damage;

    /// <exception cref="DurableCopyException">A file that says so is another node's, or of a newer format.</exception>
    public static void RefuseNewerOrForeign(string path, (string? Format, string? Herd, string? Node) theirs, (string Herd, string Node) own)
    {
        if (theirs.Format is { } format && format is not ("1" or "2"))
            throw new DurableCopyException(
                $"{path} has format {format} and this version reads format {CopyFile.Format}: run the version that wrote it, or move the file away");
        if (theirs.Herd is { } herd && theirs.Node is { } node && (herd, node) != own)
            throw new DurableCopyException(
                $"{path} belongs to node {node} of herd {herd}, not to node {own.Node} of herd {own.Herd}: correct herd.data-dir, or move the file away");
    }

    /// <returns>What is wrong with the part, in words; null: nothing.</returns>
    public static string? ReadPart(long id, long count, long checksum, ReadOnlySpan<byte> frames, FrameReader reader)
    {
        if (CopyFile.PartChecksum(id, (int)count, frames) != checksum)
            return $"part {id} has a wrong checksum";
        while (!frames.IsEmpty)
        {
            var length = frames.Length < UpdateFrame.HeaderLength ? 0 : UpdateFrame.LengthOf(frames);
            if (length > frames.Length || !UpdateFrame.IsWellFormed(frames[..(int)length]))
                return $"part {id} holds something else than updates";
            reader(frames[..(int)length]);
            frames = frames[(int)length..];
        }

        return null;
    }

    private void Try(Action read) => Try<object?>(() =>
    {
        read();
        return null;
    });

    private T? Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException e) when (!SqliteErrors.IsRefusal(e))
        {
            Damage ??= SqliteErrors.InWords(e);
            return default;
        }
    }
}
