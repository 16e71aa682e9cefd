using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Node.Http;

/// <summary>Reports that go to the registry together, as a connection's do.</summary>
/// <param name="registry">The node's.</param>
/// <param name="server">The node's name.</param>
/// <param name="clock">The receipt times' clock.</param>
internal sealed class ReportBlock(Registry registry, ReadOnlyMemory<byte> server, TimeProvider clock)
{
    /// <summary>Under the size at which the runtime gives an array a heap of its own (85,000 bytes).</summary>
    private const int BlockLength = 64 * 1024;

    private readonly List<long> _lines = [];
    private byte[] _frames = [];
    private int _length;

    /// <summary>No more fits that is to be sent soon.</summary>
    public bool IsFull => _length >= BlockLength - 1024;

    public int Count => _lines.Count;

    /// <summary>What was added, as updates one behind the other; the registry's once they are sent.</summary>
    public ReadOnlySpan<byte> Frames => _frames.AsSpan(0, _length);

    /// <param name="report">The report.</param>
    /// <param name="line">Its number, for <see cref="SendAsync"/>.</param>
    public void Add(in ClientReport report, long line)
    {
        var room = UpdateFrame.MaxLength(server.Length, report.Line.Length, report.Attributes.Length);
        if (_frames.Length - _length < room)
            Array.Resize(ref _frames, Math.Max(_length + room, _frames.Length == 0 ? Math.Min(BlockLength, 4 * room) : Math.Min(BlockLength, 4 * _frames.Length)));
        _length += UpdateFrame.Write(_frames.AsSpan(_length), server.Span, report.Line, report.Command, PosixTime.From(clock.GetUtcNow()), report.Attributes);
        _lines.Add(line);
    }

    /// <summary>Sends all of them.</summary>
    /// <returns>What became of each, with its number.</returns>
    public async Task<IEnumerable<(long Line, UpdateOutcome Outcome)>> SendAsync(CancellationToken cancel)
    {
        var outcomes = new UpdateOutcome[_lines.Count];
        if (outcomes.Length > 0)
            await registry.ReportAsync(new Report(_frames.AsMemory(0, _length), outcomes.Length, Outcomes: outcomes), cancel).ConfigureAwait(false);
        return _lines.Zip(outcomes);
    }
}
