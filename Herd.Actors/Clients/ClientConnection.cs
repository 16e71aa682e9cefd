using System.Diagnostics;
using System.IO.Pipelines;
using Akka.Actor;
using Herd.Actors.Access;
using Herd.Actors.Locations;
using Herd.Actors.Places;
using Herd.Actors.Telemetry;
using Microsoft.AspNetCore.Connections.Features;

namespace Herd.Actors.Clients;

/// <summary>Answers one client in the order of its lines, batch by batch. Stops when the client is gone or has all its answers.</summary>
/// <code>
///            IAMATs, then WHATSATs                located                    places found
///   Reading ──────────────────────▶ AwaitingRegistry ─────▶ AwaitingPlaces ──────────────▶ next batch: Reading
///                                     ▲      │                    │
///                  it arrived, or its │      │ the next client    │ the next client
///                  time is up         │      ▼ is unknown         ▼ is unknown
///                                     └── AwaitingClient ◀────────┘
///
///   Draining replaces Reading after a line that closes the connection; HoldingBack comes before it after a wrong key.
/// </code>
/// <remarks>Every state but AwaitingRegistry starts with a flush and continues at <see cref="ClientTransport.Flushed"/>.</remarks>
public sealed partial class ClientConnection : UntypedActor, IWithTimers
{
    /// <summary>Longer than PlacesQuery's own time-outs: only matters if PlacesQuery crashed.</summary>
    private static readonly TimeSpan PlacesTimeout = TimeSpan.FromSeconds(10);

    private readonly ClientListener.Accept _accept;
    private readonly ClientServices _services;
    private readonly ConnectionLog? _log;
    private readonly ClientTransport _transport;
    private CancellationTokenRegistration? _hostStops;

    private CommandBatch? _batch;

    private Grant _grant;

    /// <summary>Stop after the present batch.</summary>
    private bool _isClosing;

    private Activity? _span;

    private int _placesAsked;
    private int _longestAnswer;

    public ClientConnection(long number, ClientListener.Accept accept, ClientServices services)
    {
        _accept = accept;
        _services = services;
        _grant = services.Keys.Anonymous;
        _log = ConnectionLog.For(number, services.Log);
        _transport = new ClientTransport(accept.Connection, Self, services.Clock, _log);
    }

    internal enum Signal
    {
        /// <summary>The next answer has its places. Sent to itself behind places that have arrived, so that they share a flush.</summary>
        AnswersReady,
        PlacesOverdue,
        GraceOver,
        WrongKeyDelayOver,
        IdleCheck,
        DrainCheck,

        /// <summary>The node stops: finish the present batch and read nothing more.</summary>
        Close,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        var lifetime = _accept.Connection.Features.Get<IConnectionLifetimeNotificationFeature>();
        _hostStops = lifetime?.ConnectionClosedRequested.UnsafeRegister(
            static self => ((IActorRef)self!).Tell(Signal.Close, ActorRefs.NoSender), Self);
        _transport.Read();
    }

    protected override void PostStop()
    {
        _hostStops?.Dispose();
        _span?.Dispose();
        if (_batch is { IsWithRegistry: true } or { WhatsAts.IsClientUnknown: true })
            _services.Registry.Tell(StopWaiting.Instance, Self);
        // Close would send what isn't flushed, and block this thread if the client doesn't read.
        if (_batch is null && _transport.Answers.Unflushed == 0)
            _transport.Close();
        else
            _transport.Abort();
        _accept.Finish();
    }

    protected override void OnReceive(object message) => Reading(message);

    private void Reading(object message)
    {
        switch (message)
        {
            case ClientTransport.Flushed when _transport.EndFlush():
                ReadNext();
                break;
            case ClientTransport.BytesArrived when _transport.TryTake(out var read):
                BeginBatch(read);
                break;
            default:
                Anytime(message);
                break;
        }
    }

    private void AwaitingRegistry(object message)
    {
        switch (message)
        {
            case Reported or NotReported:
                _batch!.OnReported(isStored: message is Reported, _transport.Answers);
                break;
            case Located located:
                if (located.AtLines is [null, ..])
                    _services.Telemetry.Refused(RefusalReason.UnknownClient);
                _batch!.WhatsAts!.TakeLocated(located, _services.Places, Self);
                BeginPlacesTimeout(_batch.WhatsAts);
                break;
            default:
                Anytime(message);
                return;
        }

        if (!_batch.IsWithRegistry)
            Answer();
    }

    private void AwaitingPlaces(object message)
    {
        switch (message)
        {
            // Places may have arrived during the flush.
            case ClientTransport.Flushed when _transport.EndFlush():
                if (_batch!.WhatsAts!.IsNextAnswered)
                    Self.Tell(Signal.AnswersReady, ActorRefs.NoSender);
                break;
            case Signal.AnswersReady when !_transport.IsFlushing && _batch!.WhatsAts!.IsNextAnswered:
                Answer();
                break;
            default:
                Anytime(message);
                break;
        }
    }

    private void AwaitingClient(object message)
    {
        switch (message)
        {
            case ClientTransport.Flushed when _transport.EndFlush():
                BeginGrace();
                break;
            case ClientArrived arrived when !_transport.IsFlushing:
                TraceWhatsAt(arrived.Trace);
                Timers.Cancel(Signal.GraceOver);
                Locate(skipUnknown: false);
                break;
            case Signal.GraceOver:
                Locate(skipUnknown: true);
                break;
            default:
                Anytime(message);
                break;
        }
    }

    private void Anytime(object message)
    {
        switch (message)
        {
            case ClientTransport.BytesArrived or ClientTransport.Flushed:
                // The read or flush failed.
                Context.Stop(Self);
                break;
            case PlacesFound found:
                if (_batch?.WhatsAts?.TakePlaces(found) ?? false)
                    Self.Tell(Signal.AnswersReady, ActorRefs.NoSender);
                break;
            case Signal.AnswersReady:
                // Already written, or written after a flush.
                break;
            case Signal.PlacesOverdue:
                OnPlacesOverdue();
                break;
            case ClientArrived arrived:
                TraceWhatsAt(arrived.Trace);
                _batch?.WhatsAts?.OnClientArrived();
                break;
            case RegistryFailed:
                _log?.Note("closed: the registry failed over its question");
                Context.Stop(Self);
                break;
            case NotSaved:
                _log?.Note("closed: what it reported couldn't be saved in time");
                Context.Stop(Self);
                break;
            case Signal.IdleCheck:
                if (_transport.IsIdleFor(_services.Settings.IdleTimeout))
                    Context.Stop(Self);
                break;
            case Signal.Close:
                _isClosing = true;
                if (_transport.IsReading)
                    _transport.CancelRead();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void ReadNext()
    {
        _batch = null;
        if (_isClosing)
            Context.Stop(Self);
        else
            _transport.Read();
    }

    private void BeginBatch(in ReadResult read)
    {
        _batch = CommandBatch.Take(
            read.Buffer, read.IsCompleted, _transport.Answers, _services, _placesAsked, CommandBatch.MaxWhatsAtsAfter(_longestAnswer), _grant);
        _grant = _batch.Grant;
        if (_batch.Consumed > 0)
            _log?.Received(read.Buffer.Slice(0, _batch.Consumed));
        _transport.Advance(read, _batch.Consumed, isAllSeen: !_batch.HasMore);

        if (_batch.Reports.Count > 0)
            TellReports(_batch.Reports);
        if (_batch.WhatsAts is { } whatsAts)
        {
            _placesAsked += whatsAts.Count;
            Locate(skipUnknown: false);
        }
        else if (_batch.IsWithRegistry)
        {
            Become(AwaitingRegistry);
        }
        else
        {
            EndOrHoldBack(_batch);
        }
    }

    private void TellReports(IReadOnlyList<Report> reports)
    {
        _span = _services.Telemetry.Start("iamat", ActivityKind.Server);
        var trace = Traced.By(_span);
        for (var i = 0; i < reports.Count; i++)
            _services.Registry.Tell(i == 0 && trace is not null ? reports[0] with { Trace = trace } : reports[i], Self);
    }

    private void TraceWhatsAt(Traced? trace)
    {
        if (trace is null || _batch is null)
            return;
        _span?.Dispose();
        _span = _services.Telemetry.StartAfter("whatsat", ActivityKind.Server, trace);
    }

    private void Locate(bool skipUnknown)
    {
        _services.Registry.Tell(_batch!.WhatsAts!.Ask(skipUnknown), Self);
        Become(AwaitingRegistry);
    }

    private void Answer()
    {
        var whatsAts = _batch!.WhatsAts;
        whatsAts?.WriteTo(_transport.Answers);
        if (whatsAts is { AreLocatedWritten: false })
            FlushThen(AwaitingPlaces);
        else if (whatsAts is { IsClientUnknown: true })
            FlushThen(AwaitingClient);
        else
            EndOrHoldBack(_batch);
    }

    private void EndBatch(CommandBatch batch)
    {
        _longestAnswer = Math.Max(_longestAnswer, batch.WhatsAts?.Longest ?? 0);
        _span?.Dispose();
        _span = null;
        _isClosing |= batch.IsEnd && (batch.ClosesConnection || !batch.HasMore);
        if (batch.ClosesConnection && !batch.IsEnd)
        {
            FlushThen(Draining);
        }
        else if (batch.HasMore && !_isClosing && _transport.Answers.Unflushed < CommandBatch.MaxHeldBack)
        {
            Become(Reading);
            ReadNext();
        }
        else
        {
            FlushThen(Reading);
        }
    }

    /// <summary>Enters a state, which gets <see cref="ClientTransport.Flushed"/> when nothing is left to flush.</summary>
    private void FlushThen(UntypedReceive state)
    {
        Become(state);
        if (_transport.TryFlush())
            state(ClientTransport.Flushed.Instance);
    }

    /// <summary>The grace period starts when the client's line arrived.</summary>
    private void BeginGrace()
    {
        var left = _services.Settings.UnknownClientGrace - _services.Clock.GetElapsedTime(_transport.ArrivedAt);
        var hasArrived = _batch!.WhatsAts!.HasClientArrived;
        if (hasArrived || left <= TimeSpan.Zero)
            Locate(skipUnknown: !hasArrived);
        else
            StartTimer(Signal.GraceOver, left);
    }

    /// <summary>One timer for all batches: Akka.NET keeps a cancelled timer for seconds, so one per batch would cost memory.</summary>
    private void BeginPlacesTimeout(WhatsAtQueue whatsAts)
    {
        if (whatsAts.AreLocatedAnswered)
            return;
        whatsAts.AskedAt = _services.Clock.GetTimestamp();
        if (!Timers.IsTimerActive(Signal.PlacesOverdue))
            StartTimer(Signal.PlacesOverdue, PlacesTimeout);
    }

    private void OnPlacesOverdue()
    {
        if (_batch?.WhatsAts is not { AreLocatedAnswered: false } whatsAts)
            return;
        var left = PlacesTimeout - _services.Clock.GetElapsedTime(whatsAts.AskedAt);
        if (left > TimeSpan.Zero)
        {
            StartTimer(Signal.PlacesOverdue, left);
            return;
        }

        whatsAts.GiveUpPlaces();
        Self.Tell(Signal.AnswersReady, ActorRefs.NoSender);
    }

    private void StartTimer(Signal signal, TimeSpan timeout) => Timers.StartSingleTimer(signal, signal, timeout);
}
