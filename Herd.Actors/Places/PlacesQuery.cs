using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Herd.Actors.Places.Embedded;
using Herd.Actors.Places.Google;

namespace Herd.Actors.Places;

/// <summary>Asks for places around a point in degrees. Always answered with <see cref="PlacesFound"/>.</summary>
/// <param name="RadiusKilometres">0 to 50.</param>
/// <param name="Bound">Most results wanted, 0 to 20.</param>
public sealed record FindPlaces(int Id, double Latitude, double Longitude, double RadiusKilometres, int Bound);

/// <summary>The answer, or an error: its <c>status</c> says which.</summary>
/// <param name="Json">UTF-8, a Nearby Search answer as clients get it: at most Bound results, no blank lines, no final newline.</param>
public sealed record PlacesFound(int Id, ReadOnlyMemory<byte> Json) : IDeadLetterSuppression;

/// <summary>
/// Answers every <see cref="FindPlaces"/>, even on failure. What the provider can't answer by itself, it asks somebody else, and
/// <list type="bullet">
/// <item>the same question from several, while it is under way, is asked once;</item>
/// <item>no more than <see cref="GooglePlacesSettings.MaxPending"/> questions are under way;</item>
/// <item>after failures in a row nobody is asked for a while (circuit breaker).</item>
/// </list>
/// Answers aren't cached. The breaker is Akka.NET's, since tests control its clock; Microsoft.Extensions.Http.Resilience brings Polly.
/// </summary>
public sealed class PlacesQuery : ReceiveActor
{
    /// <summary>The provider has its own deadline; the breaker's is for one that doesn't keep it.</summary>
    private static readonly TimeSpan BreakerGrace = TimeSpan.FromSeconds(1);

    private readonly CircuitBreaker _breaker;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly int _maxPending;
    private readonly Dictionary<FindPlaces, List<(IActorRef Asker, int Id)>> _pending = [];
    private readonly IPlacesProvider _provider;

    /// <param name="createProvider">Makes this actor's own provider, which is disposed when the actor stops.</param>
    public PlacesQuery(PlacesSettings settings, Func<PlacesSettings, IPlacesProvider> createProvider)
    {
        _provider = createProvider(settings);
        _maxPending = settings.Google.MaxPending;
        _breaker = CircuitBreaker.Create(
            Context.System.Scheduler,
            settings.Google.MaxFailures,
            settings.Google.Timeout + BreakerGrace,
            settings.Google.ResetTimeout);
        _breaker.OnOpen(() => _log.Warning("Places failed too often; no more are asked for during {0}", settings.Google.ResetTimeout));
        _breaker.OnClose(() => _log.Info("Places can be had again"));

        Receive<FindPlaces>(Find);
        Receive<Answered>(answered => AnswerAll(answered.Question, answered.Json));
        Receive<Failed>(failed => AnswerAll(failed.Question, ToJson(failed.Cause)));
    }

    public static Props Props(PlacesSettings settings)
    {
        Func<PlacesSettings, IPlacesProvider> createProvider = chosen => chosen.Provider switch
        {
            PlacesProvider.Google => new GooglePlaces(chosen.Google),
            PlacesProvider.Embedded => new EmbeddedPlaces(),
            _ => throw new ArgumentOutOfRangeException(nameof(settings), chosen.Provider, "no provider of places"),
        };
        return Akka.Actor.Props.Create(() => new PlacesQuery(settings, createProvider));
    }

    protected override void PostStop()
    {
        _provider.Dispose();
        var interrupted = PlacesStatus.ToJson(PlacesStatus.UnknownError, "The search was interrupted; ask again.");
        foreach (var question in _pending.Keys.ToArray())
            AnswerAll(question, interrupted);
    }

    private static string? FindFault(FindPlaces find) => find switch
    {
        { Latitude: not (>= -90 and <= 90) } => "The latitude is not within -90 and 90 degrees.",
        { Longitude: not (>= -180 and <= 180) } => "The longitude is not within -180 and 180 degrees.",
        { RadiusKilometres: not (>= 0 and <= 50) } => "The radius is not within 0 and 50 km.",
        { Bound: not (>= 0 and <= 20) } => "The bound is not within 0 and 20.",
        _ => null,
    };

    private void Find(FindPlaces find)
    {
        if (FindFault(find) is { } fault)
            Sender.Tell(new PlacesFound(find.Id, PlacesStatus.ToJson(PlacesStatus.InvalidRequest, fault)));
        else if (TryAnswer(find, out var json))
            Sender.Tell(new PlacesFound(find.Id, json));
        else
            Ask(find);
    }

    private bool TryAnswer(FindPlaces find, out ReadOnlyMemory<byte> json)
    {
        try
        {
            return _provider.TryAnswer(find, out json);
        }
        catch (Exception cause)
        {
            // A restart would leave the asker without an answer.
            json = ToJson(cause);
            return true;
        }
    }

    private void Ask(FindPlaces find)
    {
        var question = find with { Id = 0 };
        if (_pending.TryGetValue(question, out var askers))
        {
            askers.Add((Sender, find.Id));
            return;
        }
        if (_pending.Count >= _maxPending)
        {
            Sender.Tell(new PlacesFound(find.Id, PlacesStatus.ToJson(
                PlacesStatus.OverQueryLimit, $"This node has {_maxPending} searches under way already; ask again.")));
            return;
        }
        _pending.Add(question, [(Sender, find.Id)]);
        AskThroughBreakerAsync(question).PipeTo(
            Self,
            success: json => new Answered(question, json),
            failure: cause => new Failed(question, cause));
    }

    /// <summary>Async, since a half-open breaker throws instead of returning a failed task, which would restart this actor.</summary>
    private async Task<ReadOnlyMemory<byte>> AskThroughBreakerAsync(FindPlaces question) =>
        await _breaker
            .WithCircuitBreaker(cancellation => _provider.AskAsync(question, cancellation))
            .ConfigureAwait(false);

    private void AnswerAll(FindPlaces question, ReadOnlyMemory<byte> json)
    {
        if (!_pending.Remove(question, out var askers))
            return;
        foreach (var (asker, id) in askers)
            asker.Tell(new PlacesFound(id, json));
    }

    private ReadOnlyMemory<byte> ToJson(Exception cause)
    {
        var message = cause switch
        {
            PlacesUnavailableException unavailable => unavailable.Message,
            OpenCircuitException => "Searches failed too often; none is tried at the moment. Ask again in some seconds.",
            TimeoutException => "The search took too long.",
            _ => "The search failed in this node; its log says why.",
        };
        if (cause is PlacesUnavailableException or TimeoutException)
            _log.Warning("Places can't be had: {0}", message);
        else if (cause is not OpenCircuitException)
            _log.Error(cause, "A search for places failed");
        return PlacesStatus.ToJson(PlacesStatus.UnknownError, message);
    }

    private sealed record Answered(FindPlaces Question, ReadOnlyMemory<byte> Json);

    private sealed record Failed(FindPlaces Question, Exception Cause);
}
