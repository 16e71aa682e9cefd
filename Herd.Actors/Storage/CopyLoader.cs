using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Microsoft.Data.Sqlite;

namespace Herd.Actors.Storage;

/// <summary>
/// Reads a durable copy, and all of it that is whole if it is damaged. Nothing is believed that its checksum doesn't
/// confirm.
/// </summary>
internal sealed class CopyLoader(CopyFile file)
{
    /// <summary>Enough for every part of a file of some 10 GiB; a bound, should its pages lead in circles.</summary>
    private const int MaxUnreadableParts = 10_000;

    private delegate void FrameReader(ReadOnlySpan<byte> frame);

    /// <summary>What was found to be wrong first, in words; null: nothing.</summary>
    public string? Damage { get; private set; }

    /// <summary>What the file says of itself; null: damaged.</summary>
    public CopyState? State { get; private set; }

    /// <summary>The file's last boot epoch; null: damaged.</summary>
    public ulong? Epoch { get; private set; }

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
        if (Try(() => file.ReadMeta("format")) is not { } format)
            Damage ??= "its format can't be read";
        else if (format != "1")
            throw new DurableCopyException(
                $"{path} has format {format} and this version reads format {CopyFile.Format}: run the version that wrote it, or move the file away");

        var (theirHerd, theirNode) = (Try(() => file.ReadMeta("herd")), Try(() => file.ReadMeta("node")));
        if (theirHerd is null || theirNode is null)
            Damage ??= "its owner can't be read";
        else if (theirHerd != herd || theirNode != node)
            throw new DurableCopyException(
                $"{path} belongs to node {theirNode} of herd {theirHerd}, not to node {node} of herd {herd}: correct herd.data-dir, or move the file away");

        Epoch = Try(file.ReadEpoch);
        if (Epoch is null)
            Damage ??= "its boot epoch can't be read";
        State = Try(file.ReadState);
        if (State is null)
            Damage ??= "its state can't be read";
        Damage ??= Try(file.FindFault);
    }

    /// <summary>Stores all locations in the table.</summary>
    public void ReadParts(LocationTable table)
    {
        ReadFrames(frame => table.Restore(frame));
        table.CompleteRestore(Damage is null ? State!.Vector : VersionVector.Empty);
    }

    /// <summary>The highest boot epoch of an origin's stored updates; 0: none. It takes as long as reading them.</summary>
    public ulong FindHighestEpoch(byte[] origin)
    {
        ulong highest = 0;
        ReadFrames(bytes =>
        {
            var frame = new UpdateFrame(bytes);
            if (frame.Origin.SequenceEqual(origin))
                highest = Math.Max(highest, frame.Epoch);
        });
        return highest;
    }

    /// <summary>
    /// Reads the newest part first: then most of the older parts' frames are known to be of no use when they are met.
    /// </summary>
    private void ReadFrames(FrameReader reader)
    {
        var below = long.MaxValue;
        var expected = State?.Next - 1;
        for (var unreadable = 0; unreadable < MaxUnreadableParts; unreadable++)
        {
            try
            {
                using var parts = file.ReadPartsBelow(below);
                while (parts.Step())
                {
                    below = parts.Int64(0);
                    if (below != (expected ?? below))
                        Damage ??= below < expected ? $"part {expected} is missing" : $"there is a part {below} too many";
                    expected = below - 1;
                    ReadPart(below, parts, reader);
                }

                if (expected >= State?.First)
                    Damage ??= $"part {expected} is missing";
                return;
            }
            catch (SqliteException e) when (!SqliteErrors.IsRefusal(e))
            {
                Damage ??= SqliteErrors.InWords(e);
                if (State is null)
                    return;
                below = Math.Min(below, State.Next) - 1;
                if (below <= State.First)
                    return;
                expected = below - 1;
            }
        }
    }

    private void ReadPart(long id, Statement part, FrameReader reader)
    {
        var count = (int)part.Int64(1);
        var frames = part.Blob(3);
        if (CopyFile.PartChecksum(id, count, frames) != part.Int64(2))
        {
            Damage ??= $"part {id} has a wrong checksum";
            return;
        }

        while (!frames.IsEmpty)
        {
            var length = frames.Length < UpdateFrame.HeaderLength ? 0 : UpdateFrame.LengthOf(frames);
            if (length > frames.Length || !UpdateFrame.IsWellFormed(frames[..(int)length]))
            {
                Damage ??= $"part {id} holds something else than updates";
                return;
            }

            reader(frames[..(int)length]);
            frames = frames[(int)length..];
        }
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
