using System.Globalization;
using System.Text;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Actors.Storage;

/// <summary>What is whole of a damaged durable copy, read without SQLite.</summary>
internal sealed class CopySalvage
{
    private readonly CopyPlace _place;
    private readonly byte[] _node;
    private readonly Dictionary<string, string> _meta = [];
    private CopyState? _state;

    private CopySalvage(CopyPlace place, string node) => (_place, _node) = (place, Encoding.UTF8.GetBytes(node));

    /// <summary>This node's highest boot epoch in the files; 0: none.</summary>
    public ulong Epoch { get; private set; }

    public int Kept { get; private set; }

    /// <summary>Parts that are missing or damaged; null: unknown, as no state was found.</summary>
    public long? Lost => _state is { } state ? Math.Max(0, state.Next - state.First - Kept) : null;

    /// <summary>Looks through files that nobody writes.</summary>
    /// <exception cref="DurableCopyException">They are another node's, or of a newer format.</exception>
    /// <exception cref="IOException">They can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be read.</exception>
    public static CopySalvage Look(CopyPlace place, string herd, string node)
    {
        var salvage = new CopySalvage(place, node);
        salvage.Scan(salvage.Note);
        var meta = salvage._meta;
        CopyLoader.RefuseNewerOrForeign(
            place.File, (meta.GetValueOrDefault("format"), meta.GetValueOrDefault("herd"), meta.GetValueOrDefault("node")), (herd, node));
        if (ulong.TryParse(meta.GetValueOrDefault("epoch"), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch))
            salvage.SeeEpoch(epoch);
        salvage.SeeEpoch(BootEpoch.HighestOf(node, salvage._state?.Vector ?? VersionVector.Empty));
        return salvage;
    }

    /// <summary>Reads the whole parts. Those before the state's first are skipped: what is of use was written again.</summary>
    public void ReadParts(CopyLoader.FrameReader reader)
    {
        var whole = new HashSet<long>();
        Scan(row =>
        {
            if (row.Kind == CopyScan.RowKind.Part
                && row.Id >= (_state?.First ?? 0)
                && CopyLoader.ReadPart(row.Id, row.Count, row.Checksum, row.Blob, reader) is null
                && row.Id < (_state?.Next ?? long.MaxValue))
            {
                whole.Add(row.Id);
            }
        });
        Kept = whole.Count;
    }

    private void Scan(CopyScan.RowReader reader)
    {
        using var pages = new CopyPages(_place);
        new CopyScan(pages).Read(reader);
    }

    private void Note(CopyScan.Row row)
    {
        switch (row.Kind)
        {
            case CopyScan.RowKind.Meta:
                var (name, value) = (Encoding.UTF8.GetString(row.Name), Encoding.UTF8.GetString(row.Value));
                if (CopyFile.MetaChecksum(name, value) == row.Checksum)
                    _meta[name] = value;
                break;
            case CopyScan.RowKind.State:
                if (CopyState.Read(row.Blob) is { } state && state.Next >= (_state?.Next ?? 0))
                    _state = state;
                break;
            case CopyScan.RowKind.Part:
                CopyLoader.ReadPart(row.Id, row.Count, row.Checksum, row.Blob, NoteEpoch);
                break;
        }
    }

    private void NoteEpoch(ReadOnlySpan<byte> bytes)
    {
        var frame = new UpdateFrame(bytes);
        if (frame.Origin.SequenceEqual(_node))
            SeeEpoch(frame.Epoch);
    }

    private void SeeEpoch(ulong epoch) => Epoch = Math.Max(Epoch, epoch);
}
