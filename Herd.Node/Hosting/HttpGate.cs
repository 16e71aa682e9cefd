using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Herd.Actors.Access;
using Herd.Actors.Clients;
using Herd.Node.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Herd.Node.Hosting;

/// <summary>Checks callers before endpoints (<see cref="HttpAccess"/>). 401: no or wrong credentials. 403: not permitted.</summary>
/// <remarks>Another site's page that wants to change something gets 403, too.</remarks>
/// <param name="onWrongKey">Gets the address of each caller with a wrong key or proof.</param>
internal sealed class HttpGate(AccessKeys keys, HerdProofs proofs, WebPageCheck pages, Action<ClientAddress> onWrongKey)
{
    public const string Challenge = "Basic realm=\"herd\"";

    /// <summary>The grant of a caller that proves the herd's secret.</summary>
    private static readonly Grant Herd = new("the herd", Permissions.Report | Permissions.Read | Permissions.Admin, ClientPattern.All);

    /// <summary>Must come after routing and before all endpoints.</summary>
    public static void Use(WebApplication application, AccessKeys keys, HerdProofs proofs, WebPageCheck pages, Action<ClientAddress> onWrongKey)
    {
        var gate = new HttpGate(keys, proofs, pages, onWrongKey);
        application.Use(next => context => gate.InvokeAsync(context, next));
    }

    private async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        // Routing's own endpoints, such as for a wrong method, reveal nothing.
        var required = context.GetEndpoint() is RouteEndpoint endpoint
            ? endpoint.Metadata.GetMetadata<RequiredAccess>() ?? RequiredAccess.Admin
            : RequiredAccess.Nothing;
        if (ReferenceEquals(required, RequiredAccess.Nothing))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var (grant, problem) = Authenticate(context.Request);
        if (problem is not null)
            onWrongKey(AddressOf(context.Connection));
        var isKnown = grant is not null && !ReferenceEquals(grant, keys.Anonymous);
        if ((ChangesSomething(context) ? pages.Refusal(context.Request, isKnown) : null) is { } reason)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, reason).ConfigureAwait(false);
        }
        else if (grant is not null && required.Suffices(grant))
        {
            HttpAccess.SetGrant(context, grant);
            await next(context).ConfigureAwait(false);
        }
        else if (grant is null || ReferenceEquals(grant, keys.Anonymous))
        {
            context.Response.Headers.WWWAuthenticate = Challenge;
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, $"expected {required.Wanted} or {proofs.Wanted}, found {problem ?? "none"}").ConfigureAwait(false);
        }
        else
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, $"expected {required.Wanted} or {proofs.Wanted}, found the key {grant.Name}").ConfigureAwait(false);
        }
    }

    private static bool ChangesSomething(HttpContext context) =>
        !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        || context.GetEndpoint()?.Metadata.GetMetadata<ChangesByGet>() is not null;

    private (Grant? Grant, string? Problem) Authenticate(HttpRequest request)
    {
        if (request.Headers.Authorization.Count == 0)
            return (keys.Anonymous, null);
        _ = AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header);
        if (header is { Scheme: RequestProof.Scheme })
            return proofs.Refusal(request) is { } refusal ? (null, refusal) : (Herd, null);
        // Without keys, Basic only tells who a phone is.
        if (!keys.Exist)
            return (keys.Anonymous, null);
        return Find(header) is { } grant ? (grant, null) : (null, "another key than the node's");
    }

    private Grant? Find(AuthenticationHeaderValue? header)
    {
        if (header?.Parameter is not { } parameter)
            return null;
        if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return keys.Find(Encoding.UTF8.GetBytes(parameter));
        var pair = BasicCredentials.Decode(header).AsSpan();
        var colon = pair.IndexOf((byte)':');
        return colon < 0 ? null : keys.Find(pair[..colon], pair[(colon + 1)..]);
    }

    private static ClientAddress AddressOf(ConnectionInfo connection) =>
        ClientAddress.Of(connection.RemoteIpAddress is { } address ? new IPEndPoint(address, connection.RemotePort) : null);

    private static Task RefuseAsync(HttpContext context, int status, string detail)
    {
        context.Response.Headers.CacheControl = "no-store";
        return HttpFaults.AnswerAsync(context, status, detail);
    }
}
