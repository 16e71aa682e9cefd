using System.Buffers;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Actors.Streams;

namespace Herd.Tests.Streams;

/// <summary>A node's table and streams without actors: calls stand for the registry's turns.</summary>
internal sealed class StreamedNode
{
    private readonly string _name;
    private readonly TimeProvider _clock;
    private readonly int _kept;
    private TimeSpan _now = TimeSpan.FromHours(1);
    private List<byte[]> _saved = [];
    private VersionVector _savedVector = VersionVector.Empty;

    /// <param name="kept">Changes that the feed keeps; a power of two.</param>
    public StreamedNode(string name, TimeProvider clock, int kept)
    {
        (_name, _clock, _kept) = (name, clock, kept);
        Start(1);
    }

    public LocationTable Table { get; private set; } = null!;

    public StreamSource Source { get; private set; } = null!;

    /// <summary>Size of a catch-up's part.</summary>
    public int PartBytes { get; set; } = 64 * 1024;

    public RetentionSettings Retention { get; init; } = RetentionSettings.Default;

    public Action? BetweenParts { get; set; }

    public void Report(string client, long time, string location = "+34.068930-118.445127") =>
        Do(() => Table.Report(Locations.Updates.Frame(client, time, _name, receipt: time * 1_000_000_000, location: location)));

    public void Forget(string client, long time) => Do(() => Table.Forget(Locations.Updates.Id(client), new PosixTime(time, 0), out _));

    public void Learn(byte[] frame) => Do(() => Table.Learn(frame));

    /// <param name="count">Updates that arrive before the link breaks.</param>
    public void CatchUpFrom(StreamedNode other, int count = int.MaxValue) => Do(() =>
    {
        var frames = new ArrayBufferWriter<byte>();
        var catchUp = other.Table.OpenCatchUp(Table.Vector);
        other.Table.Read(catchUp, frames, int.MaxValue, out _);
        other.Table.Close(catchUp);
        var rest = frames.WrittenSpan;
        for (; !rest.IsEmpty && count > 0; count--)
        {
            var length = (int)UpdateFrame.LengthOf(rest);
            Table.Learn(rest[..length]);
            rest = rest[length..];
        }

        if (rest.IsEmpty && count > 0)
            Table.Merge(other.Table.Vector);
    });

    public void Save()
    {
        var frames = new ArrayBufferWriter<byte>();
        var catchUp = Table.OpenCatchUp(VersionVector.Empty);
        Table.Read(catchUp, frames, int.MaxValue, out _);
        Table.Close(catchUp);
        (_saved, _savedVector) = ([], Table.Vector);
        for (var rest = frames.WrittenSpan; !rest.IsEmpty; rest = rest[(int)UpdateFrame.LengthOf(rest)..])
            _saved.Add(rest[..(int)UpdateFrame.LengthOf(rest)].ToArray());
    }

    /// <summary>Restarts with what was saved, or, without its disk, with nothing.</summary>
    public void Crash(bool withDisk)
    {
        if (!withDisk)
            (_saved, _savedVector) = ([], VersionVector.Empty);
        Start(Table.Epoch + 1);
    }

    public StreamSession Open(IStreamSink sink, StreamFilter? filter = null, int lag = StreamSession.DefaultLag)
    {
        var (table, source) = (Table, Source);
        table.Feed.TryEnter(int.MaxValue);
        return new StreamSession(table.Feed, filter ?? StreamFilter.Everything, ReadAsync, source.Close, table.Whereabouts, sink)
        {
            Lag = lag,
            Patience = TimeSpan.Zero,
        };

        Task<StreamPart> ReadAsync(StreamPosition position, CancellationToken cancel)
        {
            BetweenParts?.Invoke();
            return Task.FromResult(source.Read(position, PartBytes));
        }
    }

    /// <summary>One turn of the registry.</summary>
    public void Do(Action turn)
    {
        turn();
        _now += TimeSpan.FromMilliseconds(200);
        Table.Feed.Publish(_now, Source.Cursor);
    }

    /// <summary>As the pacer triggers it.</summary>
    public void Note() => Table.Feed.Note(_now, Source.Cursor);

    private void Start(ulong epoch)
    {
        Table = new LocationTable(_name, epoch) { Feed = new StreamFeed(_kept) };
        foreach (var frame in _saved)
            Table.Restore(frame);
        Table.CompleteRestore(_savedVector);
        Source = new StreamSource(Table, Retention, _clock);
    }
}
