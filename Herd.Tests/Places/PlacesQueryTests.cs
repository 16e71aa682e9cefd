using Akka.Actor;
using Akka.TestKit.Xunit2;
using Herd.Actors.Places;
using Xunit;

namespace Herd.Tests.Places;

public class PlacesQueryTests : TestKit
{
    private static readonly FindPlaces Question = new(7, 34.06893, -118.445127, 10, 5);

    /// <summary>Long, in case the machine is busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static PlacesSettings Settings => PlacesSettings.Default;

    [Fact]
    public void The_default_provider_answers_with_towns()
    {
        var places = Sys.ActorOf(PlacesQuery.Props(PlacesSettings.Default));
        places.Tell(Question, TestActor);
        var found = ExpectMsg<PlacesFound>(Patience);
        Assert.Equal(7, found.Id);
        Assert.Equal("OK", found.Status());
    }

    [Theory]
    [InlineData(90.1, 0, 1, 1)]
    [InlineData(double.NaN, 0, 1, 1)]
    [InlineData(0, -180.1, 1, 1)]
    [InlineData(0, 0, -0.1, 1)]
    [InlineData(0, 0, 50.1, 1)]
    [InlineData(0, 0, double.PositiveInfinity, 1)]
    [InlineData(0, 0, 1, -1)]
    [InlineData(0, 0, 1, 21)]
    public void A_question_out_of_range_is_INVALID_REQUEST(double latitude, double longitude, double radius, int bound)
    {
        var places = Sys.ActorOf(PlacesQuery.Props(PlacesSettings.Default));
        places.Tell(new FindPlaces(3, latitude, longitude, radius, bound), TestActor);
        var found = ExpectMsg<PlacesFound>(Patience);
        Assert.Equal(3, found.Id);
        Assert.Equal("INVALID_REQUEST", found.Status());
    }

    [Fact]
    public void The_same_question_from_several_is_asked_once_and_each_gets_the_answer()
    {
        var provider = new ScriptedProvider();
        var places = Start(provider);
        var other = CreateTestProbe();
        places.Tell(Question, TestActor);
        places.Tell(Question with { Id = 8 }, TestActor);
        places.Tell(Question with { Id = 9 }, other.Ref);
        places.Tell(Question with { Id = 10, Bound = 4 }, other.Ref);
        Await(() => provider.Asked.Count == 2);

        provider.Asked[0].SetResult(PlacesStatus.ToJson(PlacesStatus.Ok));
        Assert.Equal([7, 8], [ExpectMsg<PlacesFound>(Patience).Id, ExpectMsg<PlacesFound>(Patience).Id]);
        Assert.Equal(9, other.ExpectMsg<PlacesFound>(Patience).Id);
        provider.Asked[1].SetResult(PlacesStatus.ToJson(PlacesStatus.ZeroResults));
        Assert.Equal("ZERO_RESULTS", other.ExpectMsg<PlacesFound>(Patience).Status());
    }

    [Fact]
    public void An_answer_is_not_kept_for_later_questions()
    {
        var provider = new ScriptedProvider();
        var places = Start(provider);
        for (var i = 0; i < 2; i++)
        {
            var asked = i;
            places.Tell(Question, TestActor);
            Await(() => provider.Asked.Count == asked + 1);
            provider.Asked[i].SetResult(PlacesStatus.ToJson(PlacesStatus.Ok));
            ExpectMsg<PlacesFound>(Patience);
        }
    }

    [Fact]
    public void One_question_more_than_may_be_under_way_is_OVER_QUERY_LIMIT()
    {
        var provider = new ScriptedProvider();
        var places = Start(provider, Settings with { Google = Settings.Google with { MaxPending = 2 } });
        for (var bound = 1; bound <= 3; bound++)
            places.Tell(Question with { Id = bound, Bound = bound }, TestActor);
        var refused = ExpectMsg<PlacesFound>(Patience);
        Assert.Equal(3, refused.Id);
        Assert.Equal("OVER_QUERY_LIMIT", refused.Status());

        provider.Asked[0].SetResult(PlacesStatus.ToJson(PlacesStatus.Ok));
        Assert.Equal(1, ExpectMsg<PlacesFound>(Patience).Id);
        places.Tell(Question with { Id = 4, Bound = 4 }, TestActor);
        Await(() => provider.Asked.Count == 3);
    }

    [Fact]
    public void A_failure_is_UNKNOWN_ERROR_with_its_reason()
    {
        var provider = new ScriptedProvider();
        var places = Start(provider);
        places.Tell(Question, TestActor);
        Await(() => provider.Asked.Count == 1);
        provider.Asked[0].SetException(new PlacesUnavailableException("Google is out."));
        var found = ExpectMsg<PlacesFound>(Patience);
        Assert.Equal("UNKNOWN_ERROR", found.Status());
        Assert.Equal("Google is out.", found.ErrorMessage());
    }

    [Fact]
    public void A_provider_that_throws_costs_nobody_an_answer()
    {
        var places = Start(new ScriptedProvider { Fault = new InvalidOperationException("with a secret in it") });
        for (var id = 1; id <= 2; id++)
        {
            places.Tell(Question with { Id = id }, TestActor);
            var found = ExpectMsg<PlacesFound>(Patience);
            Assert.Equal(id, found.Id);
            Assert.Equal("UNKNOWN_ERROR", found.Status());
            Assert.DoesNotContain("secret", found.ErrorMessage());
        }
    }

    [Fact]
    public void Who_waits_when_it_stops_is_answered()
    {
        var provider = new ScriptedProvider();
        var places = Start(provider);
        places.Tell(Question, TestActor);
        Await(() => provider.Asked.Count == 1);
        Sys.Stop(places);
        Assert.Equal("UNKNOWN_ERROR", ExpectMsg<PlacesFound>(Patience).Status());
        Await(() => provider.IsDisposed);
    }

    [Fact]
    public async Task Google_is_asked_over_HTTP_once_for_all()
    {
        await using var server = await GoogleServer.StartAsync();
        var mayAnswer = new TaskCompletionSource();
        server.AnswerWith("{}");
        var answer = server.Answer;
        server.Answer = async context =>
        {
            await mayAnswer.Task;
            await answer(context);
        };
        var places = Sys.ActorOf(PlacesQuery.Props(new PlacesSettings(PlacesProvider.Google, server.Settings)));
        for (var id = 0; id < 20; id++)
            places.Tell(Question with { Id = id }, TestActor);
        places.Tell(Question with { Id = 20, Bound = 0 }, TestActor);
        Assert.Equal(20, ExpectMsg<PlacesFound>(Patience).Id);
        mayAnswer.SetResult();
        for (var id = 0; id < 20; id++)
            Assert.Equal("ZERO_RESULTS", ExpectMsg<PlacesFound>(Patience).Status());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Google_without_an_answer_is_UNKNOWN_ERROR_in_time()
    {
        await using var server = await GoogleServer.StartAsync();
        server.AnswerNeverEnding("");
        var google = server.Settings with { Timeout = TimeSpan.FromMilliseconds(200) };
        var places = Sys.ActorOf(PlacesQuery.Props(new PlacesSettings(PlacesProvider.Google, google)));
        places.Tell(Question, TestActor);
        var found = ExpectMsg<PlacesFound>(Patience);
        Assert.Equal("UNKNOWN_ERROR", found.Status());
        Assert.Contains("0.2 s", found.ErrorMessage());
    }

    private void Await(Func<bool> condition) => AwaitCondition(condition, Patience, TimeSpan.FromMilliseconds(20));

    private IActorRef Start(IPlacesProvider provider, PlacesSettings? settings = null)
    {
        var chosen = settings ?? Settings;
        Func<PlacesSettings, IPlacesProvider> create = _ => provider;
        return Sys.ActorOf(Props.Create(() => new PlacesQuery(chosen, create)));
    }
}
