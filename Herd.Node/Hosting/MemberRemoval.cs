using Akka.Actor;
using Herd.Actors.Membership;
using Herd.Node.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Herd.Node.Hosting;

/// <summary>
/// <c>POST /members/NAME/remove</c>: takes out a node that won't come back. Answers a <see cref="RemovalAnswer"/> with 200
/// removed, 202 marked down, 404 unknown, 409 reachable, 503 not a member or no answer; 401 unproven if the herd has a
/// secret that the request doesn't prove (<see cref="RequestProof"/>).
/// </summary>
internal static class MemberRemoval
{
    private const string Route = "/members/{name}/remove";

    public static string PathOf(string name) => $"/members/{name}/remove";

    /// <param name="application">Has an <see cref="IMembershipAccess"/>.</param>
    /// <param name="secret">The herd's; empty: none.</param>
    /// <param name="time">For proofs.</param>
    public static void Map(WebApplication application, string secret, TimeProvider time) =>
        application.MapMethods(Route, [HttpMethods.Post], context => AnswerAsync(context, secret, time));

    private static async Task AnswerAsync(HttpContext context, string secret, TimeProvider time)
    {
        var (status, answer) = Refusal(context.Request, secret, time) is { } refusal
            ? (StatusCodes.Status401Unauthorized, new RemovalAnswer("unproven", refusal))
            : await RemoveAsync(context.RequestServices.GetRequiredService<IMembershipAccess>(), (string)context.Request.RouteValues["name"]!).ConfigureAwait(false);
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = RequestProof.Scheme;
        await context.Response.WriteAsJsonAsync(answer).ConfigureAwait(false);
    }

    private static string? Refusal(HttpRequest request, string secret, TimeProvider time) => secret.Length == 0
        ? null
        : RequestProof.Check(secret, request.Method, request.Path.Value ?? "", request.Headers.Authorization, time.GetUtcNow());

    private static async Task<(int Status, RemovalAnswer Answer)> RemoveAsync(IMembershipAccess membership, string name)
    {
        try
        {
            var removal = await membership.RemoveAsync(name).ConfigureAwait(false);
            return removal.Outcome switch
            {
                RemovalOutcome.Removed => (StatusCodes.Status200OK, new RemovalAnswer("removed", removal.Message)),
                RemovalOutcome.MarkedDown => (StatusCodes.Status202Accepted, new RemovalAnswer("marked down", removal.Message)),
                RemovalOutcome.Unknown => (StatusCodes.Status404NotFound, new RemovalAnswer("unknown", removal.Message + Suggestion(name, await membership.GetAsync().ConfigureAwait(false)))),
                RemovalOutcome.Reachable => (StatusCodes.Status409Conflict, new RemovalAnswer("reachable", removal.Message)),
                _ => (StatusCodes.Status503ServiceUnavailable, new RemovalAnswer("not a member", removal.Message)),
            };
        }
        catch (AskTimeoutException)
        {
            return (StatusCodes.Status503ServiceUnavailable, new RemovalAnswer("no answer", "this node's membership doesn't answer"));
        }
    }

    private static string Suggestion(string name, Members members) =>
        NearestName.Similar(name, members.All.Select(member => member.Name)) is { } nearest ? $"; did you mean {nearest}?" : "";
}
