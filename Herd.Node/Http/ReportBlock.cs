using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Node.Http;

/// <summary>Collects reports and sends them to the registry as one message.</summary>
internal sealed class ReportBlock(Registry registry, ReadOnlyMemory<byte> server, TimeProvider clock)
{
    /// <summary>Below 85,000 bytes, from where on the runtime puts arrays on the large object heap.</summary>
    private const int BlockLength = 64 * 1024;

    private readonly List<long> _lines = [];
    private readonly List<GeoPoint> _points = [];
    private byte[] _frames = [];
    private int _length;

    /// <summary>Whether the block should be sent before more is added.</summary>
    public bool IsFull => _length >= BlockLength - 1024;

    /// <summary>The added update frames, one after another. After <see cref="SendAsync"/> the registry owns them.</summary>
    public ReadOnlySpan<byte> Frames => _frames.AsSpan(0, _length);

    public void Add(in ClientReport report, long line)
    {
        var room = UpdateFrame.MaxLength(server.Length, report.Line.Length, report.Attributes.Length);
        if (_frames.Length - _length < room)
            Array.Resize(ref _frames, Math.Max(_length + room, _frames.Length == 0 ? Math.Min(BlockLength, 4 * room) : Math.Min(BlockLength, 4 * _frames.Length)));
        _length += UpdateFrame.Write(_frames.AsSpan(_length), server.Span, report.Line, report.Command, PosixTime.From(clock.GetUtcNow()), report.Attributes);
        _lines.Add(line);
        _points.Add(report.Command.Point);
    }

    public async Task<IEnumerable<(long Line, UpdateOutcome Outcome)>> SendAsync(CancellationToken cancel)
    {
        var outcomes = new UpdateOutcome[_lines.Count];
        if (outcomes.Length > 0)
            await registry.ReportAsync(new Report(_frames.AsMemory(0, _length), outcomes.Length, Outcomes: outcomes, Points: [.. _points]), cancel).ConfigureAwait(false);
        return _lines.Zip(outcomes);
    }
}
