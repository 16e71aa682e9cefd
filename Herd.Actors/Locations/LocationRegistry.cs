using System.Buffers;
using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Herd.Actors.Protocol;
using Herd.Actors.Streams;
using Herd.Actors.Telemetry;

namespace Herd.Actors.Locations;

/// <summary>Serves connections and links from a <see cref="LocationTable"/>, and sends what is new to its subscriber.</summary>
public sealed class LocationRegistry : ReceiveActor, IWithTimers
{
    /// <summary>Reissuing is much work, which no peer may cause again and again.</summary>
    private static readonly TimeSpan BetweenReissues = TimeSpan.FromMinutes(1);

    /// <summary>Nanoseconds. Reissuing raises the epoch by a random step up to this, so nobody can claim updates in advance.</summary>
    private const int MaxEpochStep = 1 << 30;

    private static readonly TimeSpan GiveUpInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    /// <summary>A sweep looks at everything in half a minute, so nodes agree within a minute on what has expired.</summary>
    private static readonly int SweepSteps = (int)(TimeSpan.FromSeconds(30) / SweepInterval);

    private const int MinSwept = 100;

    private static readonly TimeSpan CoverageInterval = TimeSpan.FromSeconds(10);

    private readonly State _state;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<LinkSession, CatchUp> _catchUps = [];
    private readonly Dictionary<byte[], HashSet<IActorRef>> _waiting = new(ClientIdComparer.Instance);
    private readonly Dictionary<IActorRef, byte[]> _waitsFor = [];
    private readonly HashSet<Export> _exports = [];
    private readonly HashSet<StreamPosition> _streams = [];
    private readonly StreamSource _source;
    private readonly LongCovered _coveredByAll;
    private TimeSpan? _coverageShown;

    public LocationRegistry(State state)
    {
        _state = state;
        _source = new StreamSource(state.Table, state.Retention, state.Clock);
        _coveredByAll = new LongCovered(StreamSource.MaxCursorAge(state.Retention) * 2);
        Receive<Report>(OnReport);
        Receive<Forget>(OnForget);
        Receive<FindUpdate>(find => Sender.Tell(new FoundUpdate(Table.Find(find.Client.Span) is { IsEmpty: false } frame ? frame.ToArray() : null)));
        Receive<FindFriends>(OnFindFriends);
        Receive<ExportNext>(OnExportNext);
        Receive<EndExport>(end => EndExport(end.Export));
        Receive<Sweep>(_ => OnSweep());
        Receive<CoveredByAll>(covered => _coveredByAll.Newest = covered.Vector);
        Receive<ReadStream>(OnReadStream);
        Receive<EndStream>(end => EndStream(end.Position));
        Receive<NoteStream>(_ => Table.Feed.Note(Now, _source.Cursor));
        Receive<Locate>(OnLocate);
        Receive<StopWaiting>(_ => OnStopWaiting());
        Receive<Learn>(OnLearn);
        Receive<LearnCovered>(OnLearnCovered);
        Receive<GetVector>(message => Sender.Tell(new CurrentVector(message, Table.Vector)));
        Receive<SendMissing>(OnSendMissing);
        Receive<SendMore>(message => SendPart(message.Session));
        Receive<StopSending>(message => CloseCatchUp(message.Session));
        Receive<GetRegistryStatus>(_ => Sender.Tell(new RegistryStatus(Table.Count, Table.Digest, Table.Vector, Table.HasNoRoom)));
        Receive<SaveNext>(message => _state.Saving.OnSaveNext(message, Sender));
        Receive<Saved>(_state.Saving.OnSaved);
        Receive<Unsaved>(_ => _state.Saving.OnUnsaved());
        Receive<StopSaving>(_state.Saving.OnStopSaving);
        Receive<GiveUp>(_ => _state.Saving.GiveUp());
        Receive<Subscribe>(_ => _state.Subscriber = Sender);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private LocationTable Table => _state.Table;

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    private NodeTelemetry Telemetry => _state.Telemetry;

    public static Props Props(State state) => Akka.Actor.Props.Create(() => new LocationRegistry(state));

    protected override void PreStart()
    {
        // The message log may lack the last ones after a crash.
        foreach (var key in Table.Forgotten)
            _state.MessageLog.Forget(key);
        ExpireOld();
        Timers.StartPeriodicTimer(Sweep.Instance, Sweep.Instance, SweepInterval);
        if (_state.Saving.HoldsAnswers)
            Timers.StartPeriodicTimer(GiveUp.Instance, GiveUp.Instance, GiveUpInterval);
    }

    protected override void PreRestart(Exception reason, object message)
    {
        foreach (var catchUp in _catchUps.Values)
            Table.Close(catchUp);
        foreach (var export in _exports)
            Table.Close(export.Position!);
        foreach (var stream in _streams)
            _source.Close(stream);
        // The feed may lack what was stored last.
        Table.Feed.Drop();
        if (message is Report or Forget or Locate)
            Sender.Tell(RegistryFailed.Instance);
        if (message is ReadStream)
            Sender.Tell(StreamPart.Without(StreamState.Unknown));
        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        _state.Subscriber.Tell(ExchangeAnew.Instance);
        _state.Saving.Restarted();
    }

    private void OnReport(Report report)
    {
        using var span = Telemetry.StartAfter("registry report", ActivityKind.Internal, report.Trace);
        var trace = Traced.By(span) ?? report.Trace;
        var frames = report.Frames.Span;
        Table.Anticipate(frames);
        var (count, kept, number, refused) = (0, 0, 0, 0);
        for (var at = 0; at < frames.Length;)
        {
            var frame = frames.Slice(at, (int)UpdateFrame.LengthOf(frames[at..]));
            at += frame.Length;
            var taken = Table.Report(frame, report.MayBeRefused || report.Outcomes is not null, report.Points?[number]);
            if (report.Outcomes is { } outcomes)
                outcomes[number] = taken;
            number++;
            if (taken is UpdateOutcome.Stale or UpdateOutcome.NoRoom)
            {
                refused += taken == UpdateOutcome.NoRoom ? 1 : 0;
                if (frame.Length == at)
                    trace = null;
                continue;
            }

            if (taken == UpdateOutcome.NewClient)
                TellWhoWaitsFor(new UpdateFrame(frame).Client, frame.Length == at ? trace : null);
            if (kept + frame.Length != at)
                frame.CopyTo(frames[kept..]);
            kept += frame.Length;
            count++;
        }

        ShowReaders();
        if (count > 0)
        {
            _state.Subscriber.Tell(new Flood(new UpdateBlock(Fitting(report.Frames[..kept], frames.Length), count), null, trace));
            _state.Saving.Changed();
        }

        Telemetry.Reported(count, report.Count - count - refused, refused);
        var isRefused = refused > 0;
        if (isRefused && !_state.IsToldOfLimit)
        {
            _state.IsToldOfLimit = true;
            _log.Warning("herd.locations.max-count or herd.locations.max-memory is reached, with {0} clients: new ones are refused", Table.Count);
        }

        if (!isRefused || report.Outcomes is not null)
            _state.Saving.Acknowledge(Sender);
        else
            // The client's answer is written already, so the connection can only close.
            Sender.Tell(report.MayBeRefused ? NotReported.Instance : RegistryFailed.Instance);
    }

    private void OnForget(Forget forget)
    {
        var taken = Table.Forget(forget.Client.Span, PosixTime.From(_state.Clock.GetUtcNow()), out var tombstone);
        if (taken == UpdateOutcome.NoRoom)
        {
            Sender.Tell(NotReported.Instance);
            return;
        }

        ShowReaders();
        _state.Subscriber.Tell(new Flood(new UpdateBlock(tombstone, 1), null));
        _state.MessageLog.Forget(new UpdateFrame(tombstone).Client);
        _state.Saving.Changed();
        _state.Saving.Acknowledge(Sender);
    }

    private void OnFindFriends(FindFriends find)
    {
        var friends = new List<byte[]>();
        foreach (var other in find.Others)
        {
            if (friends.Count < find.Limit && !find.Client.Span.SequenceEqual(other) && Table.Find(other) is { IsEmpty: false } frame)
                Take(new UpdateFrame(frame));
        }

        var named = friends.Count;
        if (named < find.Limit)
        {
            Table.FindGroup(find.Client.Span, FindFriends.MaxLooked, frame =>
            {
                if (!IsNamed(frame.Client))
                    Take(frame);
                return friends.Count < find.Limit;
            });
        }

        Sender.Tell(new FoundFriends(friends));

        void Take(UpdateFrame frame)
        {
            if (find.Allows(frame.Client))
                friends.Add(frame.Bytes.ToArray());
        }

        bool IsNamed(ReadOnlySpan<byte> client)
        {
            for (var at = 0; at < named; at++)
            {
                if (new UpdateFrame(friends[at]).Client.SequenceEqual(client))
                    return true;
            }

            return false;
        }
    }

    private void OnExportNext(ExportNext next)
    {
        var export = next.Export;
        if (export.Position is null)
            _exports.Add(export);
        export.Position ??= Table.OpenCatchUp(VersionVector.Empty);
        var bytes = new ArrayBufferWriter<byte>(_state.CatchUpPartBytes);
        var isLast = Table.Read(export.Position, bytes, _state.CatchUpPartBytes, out var count);
        if (isLast)
            EndExport(export);
        Sender.Tell(new ExportPart(new UpdateBlock(bytes.WrittenMemory, count), isLast));
    }

    private void EndExport(Export export)
    {
        if (_exports.Remove(export))
            Table.Close(export.Position!);
    }

    private void OnReadStream(ReadStream read)
    {
        _streams.Add(read.Position);
        var part = _source.Read(read.Position, _state.CatchUpPartBytes);
        if (part.IsLast || part.State == StreamState.Unknown)
            EndStream(read.Position);
        Sender.Tell(part);
    }

    private void ShowReaders()
    {
        if (Table.Feed.IsActive)
            Table.Feed.Publish(Now, _source.Cursor);
    }

    private void EndStream(StreamPosition position)
    {
        if (_streams.Remove(position))
            _source.Close(position);
        Table.Feed.RestIfUnread();
    }

    private void OnSweep()
    {
        ExpireOld();
        if (Telemetry.Saved is { } saved)
            Telemetry.Unsaved = Table.CountBeyond(saved);
        if (Table.Tombstones == 0 && _state.Retention.ExpireAfter == TimeSpan.Zero)
            return;
        if (Table.Tombstones > 0)
            ShowCoverage();
        var now = PosixTime.From(_state.Clock.GetUtcNow());
        if (Table.Sweep(Math.Max(MinSwept, Table.StoredCount / SweepSteps), Before(now, _state.Retention.ForgetFor), _coveredByAll.At(_state.Clock.GetUtcNow()), _state.MessageLog.Forget) > 0)
        {
            ShowReaders();
            _state.Saving.Changed();
        }
    }

    private void ShowCoverage()
    {
        var now = Context.System.Scheduler.MonotonicClock;
        if (_coverageShown is { } last && now - last < CoverageInterval)
            return;
        _coverageShown = now;
        _state.Subscriber.Tell(new ShowCoverage(Table.Vector));
    }

    private void ExpireOld()
    {
        if (_state.Retention.ExpireAfter is var age && age > TimeSpan.Zero)
            Table.ExpireBefore(Before(PosixTime.From(_state.Clock.GetUtcNow()), age));
    }

    private static PosixTime Before(PosixTime time, TimeSpan age) => time with { Seconds = time.Seconds - (long)age.TotalSeconds };

    private void OnLocate(Locate locate)
    {
        StopWaiting(Sender);
        var atLines = new List<byte[]?>(locate.Clients.Count);
        foreach (var client in locate.Clients)
        {
            var frame = Table.Find(client.Span);
            if (!frame.IsEmpty)
            {
                atLines.Add(new UpdateFrame(frame).AtLine.ToArray());
            }
            else if (atLines.Count == 0 && locate.SkipUnknown)
            {
                atLines.Add(null);
            }
            else
            {
                Wait(Sender, client.ToArray());
                break;
            }
        }

        Sender.Tell(new Located(atLines));
    }

    private void OnStopWaiting()
    {
        StopWaiting(Sender);
        _state.Saving.Forget(Sender);
    }

    private void OnLearn(Learn learn)
    {
        using var span = Telemetry.StartAfter("registry learn", ActivityKind.Internal, learn.Trace);
        var trace = Traced.By(span) ?? learn.Trace;
        var bytes = learn.Block.Bytes.Span;
        Table.Anticipate(bytes);
        var (start, length, count) = (0, 0, 0);
        byte[]? joined = null;
        for (var at = 0; at < bytes.Length;)
        {
            var frame = bytes.Slice(at, (int)UpdateFrame.LengthOf(bytes[at..]));
            var taken = Table.Learn(frame);
            var update = new UpdateFrame(frame);
            if (update.IsTombstone && taken == UpdateOutcome.Newer)
                _state.MessageLog.Forget(update.Client);
            else if (taken == UpdateOutcome.NewClient)
                TellWhoWaitsFor(update.Client, at == 0 ? trace : null);
            if (taken is not (UpdateOutcome.Stale or UpdateOutcome.Covered or UpdateOutcome.NoRoom))
            {
                if (count == 0)
                {
                    start = at;
                    if (learn.IsLive)
                        MeasurePropagation(update);
                }
                else if (joined is null && at > start + length)
                {
                    // The updates that go on aren't one stretch of those that came.
                    joined = new byte[length + bytes.Length - at];
                    bytes.Slice(start, length).CopyTo(joined);
                }

                if (joined is not null)
                    frame.CopyTo(joined.AsSpan(length));
                length += frame.Length;
                count++;
            }
            else if (at == 0)
            {
                trace = null;
            }

            at += frame.Length;
        }

        ShowReaders();
        if (count > 0)
        {
            var kept = joined is null
                ? Fitting(learn.Block.Bytes.Slice(start, length), bytes.Length)
                : Fitting(joined.AsMemory(0, length), joined.Length);
            var block = length == bytes.Length ? learn.Block : new UpdateBlock(kept, count);
            _state.Subscriber.Tell(new Flood(block, learn.Neighbour, trace));
            _state.Saving.Changed();
        }

        Sender.Tell(new Learned(learn, Table.HasNoRoom));
    }

    /// <summary>Measures one update of a block only, so that it costs a busy registry nothing.</summary>
    private void MeasurePropagation(UpdateFrame update)
    {
        if (Telemetry.Propagation is { Enabled: true } propagation)
            propagation.Record(Math.Max(0, (PosixTime.From(_state.Clock.GetUtcNow()).TotalNanoseconds - update.Receipt) / 1e9));
    }

    /// <summary>A slow neighbour's queue is measured by the frames' length, so frames must not keep a much larger array alive.</summary>
    private static ReadOnlyMemory<byte> Fitting(ReadOnlyMemory<byte> kept, int length) =>
        kept.Length < length / 2 ? kept.ToArray() : kept;

    private void OnLearnCovered(LearnCovered learn)
    {
        if (Disbelieve(learn, learn.Vector))
            return;
        if (Table.Merge(learn.Vector))
        {
            _state.Subscriber.Tell(new FloodCovered(Table.Vector, learn.Neighbour));
            _state.Saving.Changed();
        }

        Sender.Tell(new Learned(learn, Table.HasNoRoom));
    }

    /// <summary>
    /// A neighbour that claims updates of this node that were never issued would ignore them once they are, as would all whom it told.
    /// So the claim is rejected, and this node issues its updates again in an epoch that nobody knows yet.
    /// </summary>
    /// <returns>Whether the claim was rejected, and the sender told.</returns>
    private bool Disbelieve(object message, VersionVector vector)
    {
        if (!Table.IsBeyondOwn(vector))
            return false;
        Sender.Tell(new Disbelieved(message, "it claims to have updates of this node that were never issued"));
        var now = Context.System.Scheduler.MonotonicClock;
        if (_state.Reissued is { } last && now - last < BetweenReissues)
            return true;
        _state.Reissued = now;
        _log.Warning("a neighbour claimed to have updates of this node that were never issued; {0} locations are issued anew", Table.CountOwnMissing(VersionVector.Empty));
        Table.Reissue(Table.Epoch + 1 + (ulong)Random.Shared.Next(MaxEpochStep));
        _state.Subscriber.Tell(ExchangeAnew.Instance);
        _state.Saving.Changed();
        return true;
    }

    private void OnSendMissing(SendMissing message)
    {
        if (Disbelieve(message, message.TheyHave))
            return;
        foreach (var earlier in _catchUps.Keys.Where(session => session.Neighbour == message.Session.Neighbour).ToList())
            CloseCatchUp(earlier);
        _catchUps[message.Session] = Table.OpenCatchUp(message.TheyHave);
        SendPart(message.Session);
    }

    private void SendPart(LinkSession session)
    {
        if (!_catchUps.TryGetValue(session, out var catchUp))
            return;
        var bytes = new ArrayBufferWriter<byte>(_state.CatchUpPartBytes);
        var isLast = Table.Read(catchUp, bytes, _state.CatchUpPartBytes, out var count);
        var block = new UpdateBlock(bytes.WrittenMemory, count);
        _state.Subscriber.Tell(new CatchUpPart(session, block, isLast ? Table.Vector : null));
        if (isLast)
            CloseCatchUp(session);
    }

    private void CloseCatchUp(LinkSession session)
    {
        if (_catchUps.Remove(session, out var catchUp))
            Table.Close(catchUp);
    }

    private void Wait(IActorRef connection, byte[] client)
    {
        if (!_waiting.TryGetValue(client, out var connections))
            _waiting[client] = connections = [];
        connections.Add(connection);
        _waitsFor[connection] = client;
    }

    private void StopWaiting(IActorRef connection)
    {
        if (!_waitsFor.Remove(connection, out var client))
            return;
        var connections = _waiting[client];
        connections.Remove(connection);
        if (connections.Count == 0)
            _waiting.Remove(client);
    }

    private void TellWhoWaitsFor(ReadOnlySpan<byte> client, Traced? trace)
    {
        if (_waiting.Count == 0
            || !_waiting.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(client, out _, out var connections))
        {
            return;
        }

        var arrived = trace is null ? ClientArrived.Instance : new ClientArrived(trace);
        foreach (var connection in connections)
        {
            _waitsFor.Remove(connection);
            connection.Tell(arrived);
        }
    }

    private sealed record Sweep
    {
        public static Sweep Instance { get; } = new();
    }

    private sealed record GiveUp
    {
        public static GiveUp Instance { get; } = new();
    }

    /// <summary>Survives restarts of the registry's actor.</summary>
    public sealed class State(LocationTable table, bool acknowledgeWhenSaved = false)
    {
        public LocationTable Table { get; } = table;

        internal Saving Saving { get; } = new(table, acknowledgeWhenSaved);

        /// <summary>Less than a millisecond's work, so that clients don't notice it, and no large object to the collector.</summary>
        public int CatchUpPartBytes { get; init; } = 64 * 1024;

        /// <summary>The clock that clients' times are compared with.</summary>
        public TimeProvider Clock { get; init; } = TimeProvider.System;

        public RetentionSettings Retention { get; init; } = RetentionSettings.Default;

        public NodeTelemetry Telemetry { get; init; } = new("");

        public IMessageLog MessageLog { get; init; } = NoMessageLog.Instance;

        /// <summary>Whether the warning about a reached limit was logged.</summary>
        public bool IsToldOfLimit { get; set; }

        /// <summary>When the updates were last reissued, by a monotonic clock.</summary>
        public TimeSpan? Reissued { get; set; }

        public IActorRef Subscriber { get; set; } = ActorRefs.Nobody;
    }
}
