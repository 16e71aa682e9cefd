using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Herd.Actors.Places;
using Xunit;

namespace Herd.Tests.Places;

public class PlacesQueryBreakerTests : TestKit
{
    private static readonly FindPlaces Question = new(7, 34.06893, -118.445127, 10, 5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly PlacesSettings _settings = PlacesSettings.Default with
    {
        Google = GooglePlacesSettings.Default with { MaxFailures = 2, ResetTimeout = TimeSpan.FromMinutes(1) },
    };

    private readonly ScriptedProvider _provider = new();
    private readonly IActorRef _places;

    public PlacesQueryBreakerTests()
        : base($"akka.scheduler.implementation = \"{typeof(TestScheduler).AssemblyQualifiedName}\"")
    {
        var settings = _settings;
        Func<PlacesSettings, IPlacesProvider> create = _ => _provider;
        _places = Sys.ActorOf(Props.Create(() => new PlacesQuery(settings, create)));
    }

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void After_failures_in_a_row_nobody_is_asked_for_a_while()
    {
        FailTwice();
        Time.Advance(_settings.Google.ResetTimeout - TimeSpan.FromSeconds(1));
        _places.Tell(Question, TestActor);
        var refused = ExpectMsg<PlacesFound>(Patience);
        Assert.Equal("UNKNOWN_ERROR", refused.Status());
        Assert.Contains("too often", refused.ErrorMessage());
        Assert.Equal(2, _provider.Asked.Count);
    }

    [Fact]
    public void After_that_while_one_question_is_tried_and_its_success_lets_all_through()
    {
        FailTwice();
        Time.Advance(_settings.Google.ResetTimeout);
        _places.Tell(Question, TestActor);
        AwaitAsked(3);
        _places.Tell(Question with { Id = 8, Bound = 1 }, TestActor);
        Assert.Equal(8, ExpectMsg<PlacesFound>(Patience).Id);
        Assert.Equal(3, _provider.Asked.Count);

        _provider.Asked[2].SetResult(PlacesStatus.ToJson(PlacesStatus.Ok));
        Assert.Equal("OK", ExpectMsg<PlacesFound>(Patience).Status());
        _places.Tell(Question with { Bound = 1 }, TestActor);
        _places.Tell(Question with { Bound = 2 }, TestActor);
        AwaitAsked(5);
    }

    [Fact]
    public void A_success_between_failures_starts_the_count_anew()
    {
        Fail();
        _places.Tell(Question, TestActor);
        AwaitAsked(2);
        _provider.Asked[1].SetResult(PlacesStatus.ToJson(PlacesStatus.OverQueryLimit, "A refusal is an answer."));
        ExpectMsg<PlacesFound>(Patience);
        Fail();
        _places.Tell(Question, TestActor);
        AwaitAsked(4);
    }

    private void FailTwice()
    {
        Fail();
        Fail();
    }

    private void Fail()
    {
        var asked = _provider.Asked.Count;
        _places.Tell(Question, TestActor);
        AwaitAsked(asked + 1);
        _provider.Asked[asked].SetException(new PlacesUnavailableException("Google is out."));
        Assert.Equal("Google is out.", ExpectMsg<PlacesFound>(Patience).ErrorMessage());
    }

    private void AwaitAsked(int count) =>
        AwaitCondition(() => _provider.Asked.Count == count, Patience, TimeSpan.FromMilliseconds(20));
}
