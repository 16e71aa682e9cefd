using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Akka.Actor;
using Herd.Actors.Membership;
using Herd.Node.Hosting;
using Xunit;

namespace Herd.Tests.Node.Hosting;

public sealed class MemberRemovalTests : IDisposable
{
    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(RemovalOutcome.Removed, HttpStatusCode.OK, "removed")]
    [InlineData(RemovalOutcome.MarkedDown, HttpStatusCode.Accepted, "marked down")]
    [InlineData(RemovalOutcome.Unknown, HttpStatusCode.NotFound, "unknown")]
    [InlineData(RemovalOutcome.Reachable, HttpStatusCode.Conflict, "reachable")]
    [InlineData(RemovalOutcome.NotMember, HttpStatusCode.ServiceUnavailable, "not a member")]
    public async Task Every_outcome_has_its_status_and_its_name(RemovalOutcome outcome, HttpStatusCode status, string name)
    {
        var membership = new FakeMembership(_ => new Removal(outcome, "so it is"));
        await using var node = await FakeNode.StartAsync(membership);

        Assert.Equal((status, new RemovalAnswer(name, "so it is")), await RemoveAsync(node, "Ball"));
        Assert.Equal(["Ball"], membership.Asked);
    }

    [Fact]
    public async Task The_nearest_known_name_is_told_to_who_misspelt_it()
    {
        await using var node = await FakeNode.StartAsync(new FakeMembership(_ => new Removal(RemovalOutcome.Unknown, "no such member"), "Goloman", "Ball"));

        var (_, answer) = await RemoveAsync(node, "Bal");

        Assert.Equal("no such member; did you mean Ball?", answer?.Message);
    }

    [Fact]
    public async Task A_membership_that_does_not_answer_is_told()
    {
        await using var node = await FakeNode.StartAsync(new FakeMembership(_ => throw new AskTimeoutException("too late")));

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, new RemovalAnswer("no answer", "this node's membership doesn't answer")),
            await RemoveAsync(node, "Ball"));
    }

    [Fact]
    public async Task A_removal_is_never_asked_for_with_GET()
    {
        var membership = new FakeMembership(_ => new Removal(RemovalOutcome.Removed, "gone"));
        await using var node = await FakeNode.StartAsync(membership);

        using var response = await _http.GetAsync(new Uri(node.Uri, MemberRemoval.PathOf("Ball")));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Empty(membership.Asked);
    }

    [Theory]
    [InlineData(FakeNode.Secret, FakeNode.Secret, FakeNode.Token)]
    [InlineData("", FakeNode.Token, "")]
    public async Task Only_who_proves_the_herds_secret_or_without_one_the_nodes_token_removes(string herds, string right, string wrong)
    {
        var membership = new FakeMembership(_ => new Removal(RemovalOutcome.Removed, "gone"));
        await using var node = await FakeNode.StartAsync(membership, herds);
        var address = new Uri(node.Uri, MemberRemoval.PathOf("Ball"));
        var path = address.AbsolutePath;
        var now = DateTimeOffset.UtcNow;

        await RefusesAsync(null, "none");
        await RefusesAsync(new AuthenticationHeaderValue("Basic", "QmFsbDpCYWxs"), "none");
        await RefusesAsync(new AuthenticationHeaderValue(RequestProof.Scheme, "x"), "another form than Herd-HMAC TIME:PROOF");
        await RefusesAsync(RequestProof.Make(wrong, HttpMethod.Post, path, now), "a proof of another secret");
        await RefusesAsync(RequestProof.Make(right, HttpMethod.Post, MemberRemoval.PathOf("Hands"), now), "a proof of another secret");
        await RefusesAsync(RequestProof.Make(right, HttpMethod.Get, path, now), "a proof of another secret");
        Assert.Empty(membership.Asked);

        Assert.Equal((HttpStatusCode.OK, new RemovalAnswer("removed", "gone")), await RemoveAsync(address, RequestProof.Make(right, HttpMethod.Post, path, now)));

        async Task RefusesAsync(AuthenticationHeaderValue? proof, string found)
        {
            using var response = await SendAsync(address, proof);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.EndsWith($", found {found}", await HttpProblem.DetailAsync(response), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_running_node_without_a_membership_says_so_and_wants_the_proof_first()
    {
        await using var herd = await RunningHerd.StartOneAsync($"herd.link.secret={FakeNode.Secret}");
        var address = new Uri(herd.HttpOf("Goloman"), MemberRemoval.PathOf("Ball"));

        using var refused = await SendAsync(address, null);
        var (status, answer) = await RemoveAsync(address, RequestProof.Make(FakeNode.Secret, HttpMethod.Post, address.AbsolutePath, DateTimeOffset.UtcNow));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.NotEqual(HttpStatusCode.Unauthorized, status);
        Assert.NotNull(answer?.Message);
    }

    private Task<(HttpStatusCode Status, RemovalAnswer? Answer)> RemoveAsync(FakeNode node, string name) => RemoveAsync(
        new Uri(node.Uri, MemberRemoval.PathOf(name)),
        RequestProof.Make(FakeNode.Secret, HttpMethod.Post, MemberRemoval.PathOf(name), DateTimeOffset.UtcNow));

    private async Task<(HttpStatusCode Status, RemovalAnswer? Answer)> RemoveAsync(Uri address, AuthenticationHeaderValue? proof)
    {
        using var response = await SendAsync(address, proof);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<RemovalAnswer>());
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, AuthenticationHeaderValue? proof)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Authorization = proof;
        return await _http.SendAsync(request);
    }
}
