using System.Buffers;
using System.IO.Pipelines;
using Akka.Actor;
using Herd.Actors.Locations;

namespace Herd.Actors.Clients;

// What the states do.
public sealed partial class ClientConnection
{
    /// <summary>Longer than any time-out of PlacesQuery's own: for when that crashed over the question.</summary>
    private static readonly TimeSpan PlacesTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// TCP resets a connection that is closed before all of it was read, and a reset takes answers away that the client
    /// hasn't read yet. So only the node's side is closed at once, and all of it when nothing came for this long …
    /// </summary>
    private static readonly TimeSpan DrainInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>… or when something came in as many intervals …</summary>
    private const int MaxDrainIntervals = 20;

    /// <summary>… or when so many bytes came: who sends without end shall not keep the node reading.</summary>
    private const long MaxDrained = 1024 * 1024;

    private void Read()
    {
        _batch = null;
        if (_isClosing)
        {
            Context.Stop(Self);
            return;
        }

        Become(Reading);
        _transport.Read();
    }

    private void BeginBatch(in ReadResult read)
    {
        _lastMove = _services.Clock.GetTimestamp();
        _batch = Batch.Take(
            read.Buffer, read.IsCompleted, _transport.Answers, _services, _placesAsked, Batch.MaxLookupsBehind(_longestAnswer), _grant);
        _grant = _batch.Grant;
        _batchCameAt = _arrival.Take(_lastMove, read.Buffer.Length, _batch.Consumed);
        if (_log is not null && _batch.Consumed > 0)
            LogReceived(read.Buffer.Slice(0, _batch.Consumed));
        _transport.Advance(read, _batch.Consumed, isAllSeen: !_batch.HasMore);

        foreach (var report in _batch.Reports)
            _services.Registry.Tell(report, Self);
        if (_batch.Lookups is { } lookups)
        {
            _placesAsked += lookups.Count;
            Locate(skipUnknown: false);
        }
        else if (_batch.IsWithRegistry)
            AwaitRegistry();
        else
            EndBatch();
    }

    private void EndBatch()
    {
        _longestAnswer = Math.Max(_longestAnswer, _batch!.Lookups?.Longest ?? 0);
        if (_batch.ClosesConnection && !_batch.IsEnd)
            FlushThen(Drain);
        else if (_batch.ClosesConnection || (_batch.IsEnd && !_batch.HasMore))
            FlushThen(Leave);
        else if (_batch.HasMore && !_isClosing && _transport.Answers.Unflushed < Batch.MaxHeldBack)
            Read();
        else
            FlushThen(Read);
    }

    private void Locate(bool skipUnknown)
    {
        _isOnWaitingList = false;
        _services.Registry.Tell(_batch!.Lookups!.Ask(skipUnknown), Self);
        AwaitRegistry();
    }

    private void AwaitRegistry() => Become(AwaitingRegistry);

    private void AnswerLookups()
    {
        var lookups = _batch!.Lookups!;
        lookups.WriteTo(_transport.Answers);
        if (!lookups.AreLocatedWritten)
            FlushThen(AwaitPlaces);
        else if (lookups.IsClientUnknown)
            FlushThen(AwaitClient);
        else
            EndBatch();
    }

    private void AwaitPlaces()
    {
        Become(AwaitingPlaces);
        TellSelfOfPlaces();
    }

    private void TellSelfOfPlaces()
    {
        if (_isToldOfPlaces || _batch?.Lookups is not { IsNextAnswered: true })
            return;
        _isToldOfPlaces = true;
        Self.Tell(ClientSignal.AnswersReady, ActorRefs.NoSender);
    }

    /// <summary>
    /// A timer for each batch would be dear: Akka.NET keeps a cancelled one for seconds. So a connection has one at a time,
    /// which the batches after the first may find running.
    /// </summary>
    private void BeginPlacesTimeout()
    {
        if (_batch!.Lookups!.AreLocatedAnswered)
            return;
        _placesAskedAt = _services.Clock.GetTimestamp();
        _placesRound++;
        if (_timedPlacesRound != 0)
            return;
        _timedPlacesRound = _placesRound;
        StartTimer(ClientSignal.PlacesOverdue, PlacesTimeout);
    }

    private void OnPlacesOverdue()
    {
        var isOver = _timedPlacesRound == _placesRound;
        _timedPlacesRound = 0;
        if (_batch?.Lookups is not { AreLocatedAnswered: false } lookups)
            return;
        var left = PlacesTimeout - _services.Clock.GetElapsedTime(_placesAskedAt);
        if (isOver || left <= TimeSpan.Zero)
        {
            lookups.GiveUpPlaces();
            TellSelfOfPlaces();
        }
        else
        {
            _timedPlacesRound = _placesRound;
            StartTimer(ClientSignal.PlacesOverdue, left);
        }
    }

    private void AwaitClient()
    {
        var left = _services.Settings.UnknownClientGrace - _services.Clock.GetElapsedTime(_batchCameAt);
        if (_hasClientArrived || left <= TimeSpan.Zero)
        {
            Locate(skipUnknown: !_hasClientArrived);
            return;
        }

        StartTimer(ClientSignal.GraceOver, left);
        Become(AwaitingClient);
    }

    private void FlushThen(Action next)
    {
        _afterFlush = next;
        if (_transport.Answers.Unflushed == 0)
            next();
        else if (_transport.TryFlush())
            EndFlush();
        else
            Become(Flushing);
    }

    private void EndFlush()
    {
        _lastMove = _services.Clock.GetTimestamp();
        if (_transport.IsAlive())
            _afterFlush!();
        else
            Context.Stop(Self);
    }

    private void Leave()
    {
        _batch = null;
        Context.Stop(Self);
    }

    private void Drain()
    {
        _batch = null;
        Become(Draining);
        _transport.CloseOutput();
        Timers.StartPeriodicTimer(ClientSignal.DrainCheck, ClientSignal.DrainCheck, DrainInterval);
        _transport.Read();
    }

    private void CheckIdle()
    {
        var waitsForClient = _transport.IsReading || _transport.IsFlushing;
        if (waitsForClient && _services.Clock.GetElapsedTime(_lastMove) >= _services.Settings.IdleTimeout)
            Context.Stop(Self);
    }

    private void StartTimer(ClientSignal signal, TimeSpan timeout) => Timers.StartSingleTimer(signal, signal, timeout);

    private void LogReceived(in ReadOnlySequence<byte> lines)
    {
        if (lines.IsSingleSegment)
        {
            _log!.Received(_number, lines.FirstSpan);
            return;
        }

        var length = (int)lines.Length;
        var joined = ArrayPool<byte>.Shared.Rent(length);
        lines.CopyTo(joined);
        _log!.Received(_number, joined.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(joined);
    }
}
