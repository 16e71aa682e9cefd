using System.Buffers;
using System.Globalization;
using Herd.Actors.Locations;

namespace Herd.Actors.Storage;

public sealed partial class DurableCopy
{
    private const int SalvagedPartBytes = 1024 * 1024;

    /// <summary>Begins a new file with all that is whole of the damaged one, and an empty vector.</summary>
    private LocationTable LoadDamaged(TimeProvider clock, string damage)
    {
        var salvage = CopySalvage.Look(_place, _herd, _node);
        Epoch = BootEpoch.After(salvage.Epoch, clock);
        var (table, latest) = (new LocationTable(_node, Epoch, _hash), LatestTime(clock));
        salvage.ReadParts(frame => Restore(table, frame, latest));
        table.CompleteRestore(VersionVector.Empty);
        Table = table;
        Replace();
        Save(table);
        var aside = Install();
        var lost = salvage.Lost is { } parts ? string.Create(CultureInfo.InvariantCulture, $"{parts} of its {parts + salvage.Kept} parts are lost, ") : "";
        Warning = string.Create(
            CultureInfo.InvariantCulture,
            $"{Path} {damage}: it was set aside as {aside}, {lost}the locations of {table.Count} clients were kept from it, and what is missing comes back from the neighbours");
        return table;
    }

    private void Save(LocationTable table)
    {
        var (cursor, bytes) = (table.OpenCatchUp(VersionVector.Empty), new ArrayBufferWriter<byte>());
        bool isEnd;
        do
        {
            isEnd = table.Read(cursor, bytes, SalvagedPartBytes, out var count);
            if (count > 0)
                Add(bytes.WrittenSpan, count);
            Commit(null);
            bytes.ResetWrittenCount();
        }
        while (!isEnd);
        table.Close(cursor);
    }
}
