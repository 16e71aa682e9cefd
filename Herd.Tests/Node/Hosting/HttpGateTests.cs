using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Herd.Actors.Access;
using Herd.Actors.Membership;
using Herd.Node.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Herd.Tests.Node.Hosting;

public sealed class HttpGateTests : IDisposable
{
    private const string Jane = "jane-0123456789a";
    private const string All = "all-0123456789ab";
    private const string Ops = "ops-0123456789ab";

    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("nothing", "/open", 200)]
    [InlineData("wrong", "/open", 200)]
    [InlineData("nothing", "/report", 401)]
    [InlineData("nothing", "/operator", 401)]
    [InlineData("nothing", "/admin", 401)]
    [InlineData("nothing", "/unsaid", 401)]
    [InlineData("wrong", "/report", 401)]
    [InlineData("nonsense", "/report", 401)]
    [InlineData("misnamed", "/report", 401)]
    [InlineData("basic", "/report", 200)]
    [InlineData("bearer", "/report", 200)]
    [InlineData("basic", "/read", 403)]
    [InlineData("basic", "/operator", 403)]
    [InlineData("basic", "/admin", 403)]
    [InlineData("all", "/read", 200)]
    [InlineData("all", "/operator", 200)]
    [InlineData("all", "/admin", 403)]
    [InlineData("ops", "/operator", 200)]
    [InlineData("ops", "/admin", 200)]
    [InlineData("ops", "/unsaid", 200)]
    [InlineData("ops", "/report", 403)]
    [InlineData("proof", "/report", 200)]
    [InlineData("proof", "/operator", 200)]
    [InlineData("proof", "/admin", 200)]
    [InlineData("bad proof", "/operator", 401)]
    [InlineData("nothing", "/nowhere", 404)]
    public async Task A_node_with_keys_asks_for_them(string shown, string path, int status)
    {
        await using var node = await StartAsync(Keys());

        using var response = await SendAsync(node, HttpMethod.Get, path, Shown(shown, path));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(status == 401, response.Headers.WwwAuthenticate.Any(challenge => challenge.Scheme == "Basic"));
        if (status is 401 or 403)
            Assert.DoesNotContain("0123456789", await HttpProblem.DetailAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "/report", 200)]
    [InlineData("wrong", "/report", 200)]
    [InlineData("nothing", "/operator", 200)]
    [InlineData("nothing", "/admin", 401)]
    [InlineData("proof", "/admin", 200)]
    public async Task One_without_keys_asks_for_the_secret_only_and_of_admins(string shown, string path, int status)
    {
        await using var node = await StartAsync(AccessKeys.None);

        using var response = await SendAsync(node, HttpMethod.Get, path, Shown(shown, path));

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("nothing", "/read", 200)]
    [InlineData("wrong", "/read", 401)]
    [InlineData("nothing", "/report", 401)]
    public async Task A_wrong_key_is_wrong_though_none_is_needed(string shown, string path, int status)
    {
        await using var node = await StartAsync(Keys(Permissions.Read));

        using var response = await SendAsync(node, HttpMethod.Get, path, Shown(shown, path));

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("nothing", "anonymous *")]
    [InlineData("basic", "jane jane/*")]
    [InlineData("proof", "the herd *")]
    public async Task An_endpoint_knows_who_asks(string shown, string who)
    {
        await using var node = await StartAsync(Keys(Permissions.Report));

        using var response = await SendAsync(node, HttpMethod.Get, "/report", Shown(shown, "/report"));

        Assert.Equal(who, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(null, null, null, 200)]
    [InlineData("evil.example", null, null, 403)]
    [InlineData("evil.example:8080", null, null, 403)]
    [InlineData("localhost", null, null, 200)]
    [InlineData("ADA.example.", null, null, 200)]
    [InlineData("ada.example:12300", null, null, 200)]
    [InlineData("[::1]:12300", null, null, 200)]
    [InlineData("ada.example", "http://ada.example", null, 200)]
    [InlineData("ada.example:12300", "http://ada.example:12300", "same-origin", 200)]
    [InlineData("ada.example:12300", "http://ada.example:12301", null, 403)]
    [InlineData("ada.example", "http://evil.example", null, 403)]
    [InlineData("ada.example", "null", null, 403)]
    [InlineData("evil.example", "http://evil.example", null, 403)]
    [InlineData(null, null, "cross-site", 403)]
    [InlineData(null, null, "same-site", 403)]
    public async Task A_web_page_of_another_site_changes_nothing(string? host, string? origin, string? site, int status)
    {
        await using var node = await StartAsync(AccessKeys.None);

        using var response = await SendAsync(node, HttpMethod.Post, "/report", null, host, origin, site);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("proxy.example", null, 200)]
    [InlineData("proxy.example", "http://evil.example", 403)]
    public async Task Who_shows_a_key_may_come_by_any_name_and_no_page_may_use_it(string host, string? origin, int status)
    {
        await using var node = await StartAsync(Keys());

        using var response = await SendAsync(node, HttpMethod.Post, "/report", Shown("basic", "/report"), host, origin);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData(FakeNode.Secret)]
    public async Task No_page_and_no_stranger_removes_a_node(string secret)
    {
        var membership = new FakeMembership(_ => new Removal(RemovalOutcome.Removed, "gone"));
        await using var node = await FakeNode.StartAsync(membership, secret);
        var path = MemberRemoval.PathOf("Welsh");

        using var page = await SendAsync(node, HttpMethod.Post, path, null, "evil.example", "http://evil.example");
        using var stranger = await SendAsync(node, HttpMethod.Post, path, null);

        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Empty(membership.Asked);
    }

    private static AccessKeys Keys(Permissions? anonymous = null) => new(
        [
            (new Grant("jane", Permissions.Report, ClientPattern.Parse("jane/*")!), Jane),
            (new Grant("all", Permissions.Read, ClientPattern.All), All),
            (new Grant("ops", Permissions.Admin, ClientPattern.All), Ops),
        ],
        anonymous);

    private static Task<FakeNode> StartAsync(AccessKeys keys) => FakeNode.StartAsync(keys, application =>
    {
        application.MapGet("/open", context => context.Response.WriteAsync("open")).OpenToAll();
        application.MapMethods("/report", [HttpMethods.Get, HttpMethods.Post], Describe).RequireMay(Permissions.Report);
        application.MapGet("/read", Describe).RequireMay(Permissions.Read);
        application.MapGet("/operator", Describe).RequireOperator();
        application.MapGet("/admin", Describe).RequireAdmin();
        application.MapGet("/unsaid", Describe);
    });

    private static Task Describe(HttpContext context)
    {
        var grant = HttpAccess.GrantOf(context);
        return context.Response.WriteAsync($"{(grant.Name.Length == 0 ? "anonymous" : grant.Name)} {grant.Clients}");
    }

    private static AuthenticationHeaderValue? Shown(string what, string path) => what switch
    {
        "nothing" => null,
        "basic" => Basic($"jane:{Jane}"),
        "bearer" => new AuthenticationHeaderValue("Bearer", Jane),
        "all" => Basic($"all:{All}"),
        "ops" => Basic($"ops:{Ops}"),
        "wrong" => Basic($"jane:{Jane}x"),
        "misnamed" => Basic($"all:{Jane}"),
        "nonsense" => new AuthenticationHeaderValue("Basic", "%%%"),
        "proof" => RequestProof.Make(FakeNode.Secret, HttpMethod.Get, path, DateTimeOffset.UtcNow),
        "bad proof" => RequestProof.Make("another secret", HttpMethod.Get, path, DateTimeOffset.UtcNow),
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    private static AuthenticationHeaderValue Basic(string pair) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));

    private async Task<HttpResponseMessage> SendAsync(
        FakeNode node, HttpMethod method, string path, AuthenticationHeaderValue? authorization, string? host = null, string? origin = null, string? site = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(node.Uri, path));
        request.Headers.Authorization = authorization;
        request.Headers.Host = host;
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        return await _http.SendAsync(request);
    }
}
