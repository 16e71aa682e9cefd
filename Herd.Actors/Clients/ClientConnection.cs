using Akka.Actor;
using Herd.Actors.Access;
using Herd.Actors.Locations;
using Herd.Actors.Places;
using Microsoft.AspNetCore.Connections.Features;

namespace Herd.Actors.Clients;

/// <summary>
/// One client's connection. Takes what a read brought, works on it in batches, answers in the order of the lines, and
/// reads on when the answers are flushed. Stops when the client has gone or was told all.
/// <code>
///             IAMATs and then WHATSATs              clients located              places found
///   Reading ──────────────────────────► AwaitingRegistry ─────────► AwaitingPlaces ─────────► next batch: Reading
///                                         ▲          │                     │
///                                         │          │ the next            │ the next client
///                it arrived, or its time  │          ▼ is unknown          ▼ is unknown
///                                  is up  └───── AwaitingClient ◄──────────┘
///
///   Flushing: before AwaitingPlaces, AwaitingClient and Reading, as long as the client takes no more.
///   Draining: in place of Reading, after a line that closes the connection.
/// </code>
/// So answers are held back for nobody but the registry.
/// </summary>
public sealed partial class ClientConnection : UntypedActor, IWithTimers
{
    private readonly long _number;
    private readonly ClientListener.Accept _accept;
    private readonly ClientServices _services;
    private readonly ClientTransport _transport;
    private readonly IMessageLog? _log;

    private CancellationTokenRegistration? _hostStops;

    /// <summary>In work; null in between, when nothing is unanswered.</summary>
    private Batch? _batch;

    /// <summary>What the client may do: who it is, as far as it has said.</summary>
    private Grant _grant;

    private Arrival _arrival;
    private long _batchCameAt;
    private long _lastMove;
    private Action? _afterFlush;
    private int _placesAsked;
    private int _longestAnswer;
    private bool _isToldOfPlaces;

    /// <summary>When the registry last answered, and how often it has.</summary>
    private long _placesAskedAt;
    private long _placesRound;

    /// <summary>The round for which the timer of places was started; 0: it doesn't run.</summary>
    private long _timedPlacesRound;

    /// <summary>The registry will tell when an unknown client arrives.</summary>
    private bool _isOnWaitingList;

    private bool _hasClientArrived;
    private bool _isClosing;
    private int _drainIntervals;
    private bool _hasDrained;
    private long _drained;

    /// <param name="number">The n of conn-n.</param>
    /// <param name="accept">The connection; finished when this actor has stopped.</param>
    /// <param name="services">Of the node.</param>
    public ClientConnection(long number, ClientListener.Accept accept, ClientServices services)
    {
        _number = number;
        _accept = accept;
        _services = services;
        _grant = services.Keys.Anonymous;
        _log = services.Log is NoMessageLog ? null : services.Log;
        _transport = new ClientTransport(
            accept.Connection, Self, _log is null ? null : answers => _log.Sent(_number, answers.Span));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _lastMove = _services.Clock.GetTimestamp();
        var lifetime = _accept.Connection.Features.Get<IConnectionLifetimeNotificationFeature>();
        _hostStops = lifetime?.ConnectionClosedRequested.UnsafeRegister(
            static self => ((IActorRef)self!).Tell(ClientSignal.Close, ActorRefs.NoSender), Self);
        Read();
    }

    protected override void PostStop()
    {
        _hostStops?.Dispose();
        if (_isOnWaitingList || _batch is { IsWithRegistry: true })
            _services.Registry.Tell(StopWaiting.Instance, Self);
        // Answers that weren't flushed would be written while this thread waits for a client that may not read.
        if (_batch is null && _transport.Answers.Unflushed == 0)
            _transport.Close();
        else
            _transport.Abort();
        _accept.Finish();
    }

    protected override void OnReceive(object message) => Reading(message);

    private void Reading(object message)
    {
        if (message is not ClientTransport.BytesArrived)
            Anytime(message);
        else if (_transport.TryTake(out var read) && !read.IsCanceled)
            BeginBatch(read);
        else
            Context.Stop(Self);
    }

    private void AwaitingRegistry(object message)
    {
        switch (message)
        {
            case Reported or NotReported:
                _batch!.OnReported(isStored: message is Reported, _transport.Answers);
                break;
            case Located located:
                _batch!.Lookups!.TakeLocated(located, _services.Places, Self);
                BeginPlacesTimeout();
                (_isOnWaitingList, _hasClientArrived) = (_batch.Lookups.IsClientUnknown, false);
                break;
            default:
                Anytime(message);
                return;
        }

        if (_batch.IsWithRegistry)
            return;
        if (_batch.Lookups is null)
            EndBatch();
        else
            AnswerLookups();
    }

    private void AwaitingPlaces(object message)
    {
        Anytime(message);
        if (message is ClientSignal.AnswersReady)
            AnswerLookups();
    }

    private void AwaitingClient(object message)
    {
        switch (message)
        {
            case ClientArrived:
                Timers.Cancel(ClientSignal.GraceOver);
                Locate(skipUnknown: false);
                break;
            case ClientSignal.GraceOver:
                Locate(skipUnknown: true);
                break;
            default:
                Anytime(message);
                break;
        }
    }

    private void Flushing(object message)
    {
        if (message is ClientTransport.Flushed)
            EndFlush();
        else
            Anytime(message);
    }

    private void Draining(object message)
    {
        switch (message)
        {
            case ClientTransport.BytesArrived
                when _transport.TryTake(out var read) && !read.IsCompleted && !read.IsCanceled:
                _hasDrained = true;
                _drained += read.Buffer.Length;
                _transport.Advance(read, read.Buffer.Length, isAllSeen: true);
                if (_drained > MaxDrained)
                    Context.Stop(Self);
                else
                    _transport.Read();
                break;
            case ClientTransport.BytesArrived:
            case ClientSignal.DrainCheck when !_hasDrained || ++_drainIntervals == MaxDrainIntervals:
                Context.Stop(Self);
                break;
            case ClientSignal.DrainCheck:
                _hasDrained = false;
                break;
            default:
                Anytime(message);
                break;
        }
    }

    /// <summary>What may come in any state, and waits for one that can use it.</summary>
    private void Anytime(object message)
    {
        switch (message)
        {
            case PlacesFound found:
                _batch?.Lookups?.TakePlaces(found);
                TellSelfOfPlaces();
                break;
            case ClientSignal.AnswersReady:
                _isToldOfPlaces = false;
                break;
            case ClientSignal.PlacesOverdue:
                OnPlacesOverdue();
                break;
            case ClientArrived:
                _hasClientArrived = true;
                break;
            case RegistryFailed:
                _log?.Note($"conn-{_number} closed: the registry failed over its question");
                Context.Stop(Self);
                break;
            case NotSaved:
                _log?.Note($"conn-{_number} closed: what it reported couldn't be saved in time");
                Context.Stop(Self);
                break;
            case ClientSignal.IdleCheck:
                CheckIdle();
                break;
            case ClientSignal.Close:
                _isClosing = true;
                if (_transport.IsReading)
                    _transport.CancelRead();
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
