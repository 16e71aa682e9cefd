using System.Buffers;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Actors.Clients;

/// <summary>Writes a batch's IAMATs as update frames into blocks of bounded size, one <see cref="Report"/> each.</summary>
internal ref struct ReportBuilder(ReadOnlySpan<byte> server, PosixTime receipt)
{
    /// <summary>Below the large object heap's 85,000 bytes.</summary>
    public const int BlockLength = 64 * 1024;

    private readonly ReadOnlySpan<byte> _server = server;
    private byte[]? _block;
    private GeoPoint[] _points = [];
    private int _length;
    private int _count;

    public List<Report>? Reports { get; private set; }

    public readonly bool IsEmpty => _block is null && Reports is null;

    /// <returns>The AT line without a line ending; valid until the next call.</returns>
    public ReadOnlySpan<byte> Add(scoped ReadOnlySpan<byte> line, in Command command)
    {
        var room = UpdateFrame.MaxLength(_server.Length, line.Length);
        if (_block is null || _block.Length - _length < room)
        {
            Complete();
            _block = ArrayPool<byte>.Shared.Rent(Math.Max(room, BlockLength));
        }

        var frame = _block.AsSpan(_length);
        var length = UpdateFrame.Write(frame, _server, line, command, receipt);
        _length += length;
        if (_count == _points.Length)
            Array.Resize(ref _points, Math.Max(1, 8 * _count));
        _points[_count++] = command.Point;
        return new UpdateFrame(frame[..length]).AtLine;
    }

    /// <summary>Makes a report of the present block. Call it at the end.</summary>
    public void Complete(bool mayBeRefused = false)
    {
        if (_block is null)
            return;
        // A nearly full block is given away; others are copied and go back to the pool.
        if (_length > _block.Length / 4 * 3)
        {
            Add(_block.AsMemory(0, _length), mayBeRefused);
        }
        else
        {
            Add(_block.AsSpan(0, _length).ToArray(), mayBeRefused);
            ArrayPool<byte>.Shared.Return(_block);
        }

        (_block, _points, _length, _count) = (null, [], 0, 0);
    }

    private void Add(Memory<byte> frames, bool mayBeRefused) => (Reports ??= new(1)).Add(new Report(frames, _count, mayBeRefused, Points: _points));
}
