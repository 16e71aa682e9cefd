using Akka.Actor;
using Herd.Actors.Membership;
using Herd.Node.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Herd.Node.Hosting;

/// <summary><c>POST /members/NAME/remove</c>: removes a node that won't come back. For admins.</summary>
/// <remarks>200 removed, 202 marked down, 404 unknown, 409 reachable, 503 not a member or no answer.</remarks>
internal static class MemberRemoval
{
    private const string Route = "/members/{name}/remove";

    public static string PathOf(string name) => $"/members/{name}/remove";

    public static void Map(WebApplication application) => application.MapMethods(Route, [HttpMethods.Post], AnswerAsync).RequireAdmin();

    private static async Task AnswerAsync(HttpContext context)
    {
        var (status, answer) = await RemoveAsync(
            context.RequestServices.GetRequiredService<IMembershipAccess>(), (string)context.Request.RouteValues["name"]!).ConfigureAwait(false);
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(answer).ConfigureAwait(false);
    }

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
