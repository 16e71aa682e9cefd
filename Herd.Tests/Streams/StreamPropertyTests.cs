using System.Buffers;
using System.Globalization;
using System.Text;
using Herd.Actors.Access;
using Herd.Actors.Locations;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;
using Herd.Actors.Streams;
using Xunit;

namespace Herd.Tests.Streams;

/// <summary>Nodes under random faults, and a reader that moves between them: it ends with their state, and gets nothing twice.</summary>
public class StreamPropertyTests
{
    private const int Steps = 400;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_reader_that_goes_from_node_to_node_holds_what_they_hold_and_gets_nothing_twice(bool hasBox, bool isSlow)
    {
        var (seed, end) = (Fuzz.Seed, Fuzz.Deadline());
        var (resumes, resets) = (0, 0);
        for (var run = 0; run < 150 || !end.IsOver; run++)
        {
            var herd = new RandomHerd(seed + run, hasBox, isSlow);
            await herd.RunAsync(Steps);
            resumes += herd.Resumes;
            resets += herd.Sink.Resets;
        }

        // Otherwise the test would be too easy.
        Assert.True(resets < resumes * 3 / 4, $"{resets} resets of {resumes} times that it went on elsewhere");
    }

    private sealed class RandomHerd
    {
        private static readonly GeoBox Box = new(-119, 34, -118, 35);

        private readonly Random _random;
        private readonly int _seed;
        private readonly StreamedNode[] _nodes;
        private readonly StreamFilter _filter;
        private readonly bool _hasBox;
        private readonly bool _isSlow;
        private StreamSession? _session;
        private StreamedNode _at;
        private bool _hasRead;
        private long _time = 1_000;

        public RandomHerd(int seed, bool hasBox, bool isSlow)
        {
            (_random, _seed, _hasBox, _isSlow) = (new Random(seed), seed, hasBox, isSlow);
            _filter = hasBox ? new StreamFilter(Box, null, ClientPattern.All) : StreamFilter.Everything;
            _nodes = [.. new[] { "Ada", "Bo", "Cy" }.Select(name => new StreamedNode(name, TimeProvider.System, isSlow ? 16 : 1024) { PartBytes = 300 })];
            foreach (var node in _nodes)
                node.BetweenParts = () => { if (_random.Next(4) == 0) Change(); };
            // A slow reader flushes after each event; cut off as often as others, it would never get a cursor.
            Sink.Flushing = () => { if (_random.Next(isSlow ? 100 : 25) == 0) throw new OperationCanceledException(); };
            Sink.IsFull = isSlow;
            _at = _nodes[0];
        }

        public RecordingSink Sink { get; } = new();

        public int Resumes { get; private set; }

        public async Task RunAsync(int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                if (_random.Next(3) > 0)
                    Change();
                else
                    await ReadAsync();
                Assert.True(Sink.Mistakes.Count == 0, $"seed {_seed}: {string.Join("; ", Sink.Mistakes)}\n{string.Join("\n", Sink.Events.TakeLast(60))}");
            }

            Sink.Flushing = null;
            foreach (var node in _nodes)
                node.BetweenParts = null;
            for (var round = 0; round < 3; round++)
                Array.ForEach(_nodes, node => Array.ForEach(_nodes, other => node.CatchUpFrom(other)));
            await ReadAsync();
            await ReadAsync();
            if (_session is null)
                await ReadAsync();

            var expected = Located(_at.Table);
            var held = Sink.Known.Select(known => Describe(known.Value)).Order(StringComparer.Ordinal).ToList();
            Assert.True(expected.SequenceEqual(held), $"seed {_seed}: the node holds {string.Join(", ", expected)}, the reader {string.Join(", ", held)}\n{string.Join("\n", Sink.Events.TakeLast(60))}");
            Assert.True(Sink.Mistakes.Count == 0, $"seed {_seed}: {string.Join("; ", Sink.Mistakes)}");
            Assert.All(_nodes, node => Assert.Equal(_nodes[0].Table.Digest, node.Table.Digest));
        }

        private void Change()
        {
            var (node, other) = (Any(), Any());
            var client = $"c{_random.Next(12)}";
            switch (_random.Next(100))
            {
                case < 50:
                    node.Report(client, _time += _random.Next(3), string.Create(CultureInfo.InvariantCulture, $"+34.{_random.Next(10)}-11{7 + _random.Next(3)}.5"));
                    break;
                case < 75:
                    node.CatchUpFrom(other);
                    break;
                case < 82:
                    node.CatchUpFrom(other, _random.Next(5));
                    break;
                case < 92:
                    node.Save();
                    break;
                case < 95:
                    node.Note();
                    break;
                case < 96:
                    node.Forget(client, _time += 1);
                    break;
                case < 99:
                    Crash(node);
                    break;
                default:
                    node.Do(() => node.Table.Feed.Drop());
                    break;
            }
        }

        private void Crash(StreamedNode node)
        {
            // Its readers lose their connections; what they still read has no effect.
            node.Crash(withDisk: _random.Next(3) > 0);
            if (node == _at)
                Hang();
        }

        private void Hang()
        {
            _session = null;
            Sink.Events.Add("cut off");
            Sink.CutOff();
        }

        private async Task ReadAsync()
        {
            try
            {
                if (_session is null || _random.Next(6) == 0)
                {
                    Hang();
                    _at = Any();
                    var (node, last) = (_at, Sink.Last);
                    if (last is not null)
                        Resumes++;
                    var session = node.Open(Sink, _filter, _isSlow ? 4 : StreamSession.DefaultLag);
                    // Assigned before the start, because the node may crash while it sends.
                    _session = session;
                    var hasRead = _hasRead;
                    _hasRead = true;
                    await session.StartAsync(last, hasRead, default);
                }
                else
                {
                    await _session.FollowAsync(default);
                }
            }
            catch (OperationCanceledException)
            {
                Hang();
            }
        }

        private StreamedNode Any() => _nodes[_random.Next(_nodes.Length)];

        private List<string> Located(LocationTable table)
        {
            var frames = new ArrayBufferWriter<byte>();
            var catchUp = table.OpenCatchUp(VersionVector.Empty);
            table.Read(catchUp, frames, int.MaxValue, out _);
            table.Close(catchUp);
            List<string> located = [];
            for (var rest = frames.WrittenSpan; !rest.IsEmpty; rest = rest[(int)UpdateFrame.LengthOf(rest)..])
            {
                var update = new UpdateFrame(rest[..(int)UpdateFrame.LengthOf(rest)]);
                if (!update.IsTombstone && (!_hasBox || Box.Contains(GeoPoint.Parse(update.LocationAndTime))))
                    located.Add(Describe(update.Bytes.ToArray()));
            }

            return [.. located.Order(StringComparer.Ordinal)];
        }

        private static string Describe(byte[] frame)
        {
            var update = new UpdateFrame(frame);
            return $"{Encoding.UTF8.GetString(update.Client)}@{update.Time.Seconds} {Encoding.UTF8.GetString(update.Location)} {Encoding.UTF8.GetString(update.Origin)}/{update.Epoch}:{update.Sequence}";
        }
    }
}
