using System.Buffers;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Actors.Streams;

namespace Herd.Tests.Streams;

/// <summary>A node's table and what streams read of it, without actors: what would be the registry's turns are calls.</summary>
internal sealed class StreamedNode
{
    private readonly string _name;
    private readonly TimeProvider _clock;
    private readonly int _kept;
    private TimeSpan _now = TimeSpan.FromHours(1);
    private List<byte[]> _saved = [];
    private VersionVector _savedVector = VersionVector.Empty;

    /// <param name="name">The node's.</param>
    /// <param name="clock">Of cursors.</param>
    /// <param name="kept">Changes that the feed keeps: a power of two.</param>
    public StreamedNode(string name, TimeProvider clock, int kept)
    {
        (_name, _clock, _kept) = (name, clock, kept);
        Start(1);
    }

    public LocationTable Table { get; private set; } = null!;

    public StreamSource Source { get; private set; } = null!;

    /// <summary>Frames a part of a catch-up has, in bytes.</summary>
    public int PartBytes { get; set; } = 64 * 1024;

    public RetentionSettings Retention { get; init; } = RetentionSettings.Default;

    /// <summary>Called between the parts of a reader's catch-up.</summary>
    public Action? BetweenParts { get; set; }

    public void Report(string client, long time, string location = "+34.068930-118.445127") =>
        Do(() => Table.Report(Locations.Updates.Frame(client, time, _name, receipt: time * 1_000_000_000, location: location)));

    public void Forget(string client, long time) => Do(() => Table.Forget(Locations.Updates.Id(client), new PosixTime(time, 0), out _));

    public void Learn(byte[] frame) => Do(() => Table.Learn(frame));

    /// <summary>Gets from another node what this one lacks.</summary>
    /// <param name="other">The other node.</param>
    /// <param name="count">How many updates come before the link breaks.</param>
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

    /// <summary>What is there now is what a restart finds.</summary>
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

    /// <summary>Ends without a warning and starts again with what was saved.</summary>
    /// <param name="withDisk">Or with nothing.</param>
    public void Crash(bool withDisk)
    {
        if (!withDisk)
            (_saved, _savedVector) = ([], VersionVector.Empty);
        Start(Table.Epoch + 1);
    }

    /// <summary>A reader of this node's stream.</summary>
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

    /// <summary>A turn of the registry's.</summary>
    public void Do(Action turn)
    {
        turn();
        _now += TimeSpan.FromMilliseconds(200);
        Table.Feed.Publish(_now, Source.Cursor);
    }

    /// <summary>As the pacer has it done.</summary>
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
