using Herd.Actors.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Herd.Node.Hosting;

/// <summary>What access endpoints require; <see cref="HttpGate"/> checks it. Without a declaration, only admins have access.</summary>
internal static class HttpAccess
{
    private static readonly object GrantKey = new();

    public static TBuilder OpenToAll<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(RequiredAccess.Nothing);

    /// <summary>For callers that may do this with some clients; <see cref="GrantOf"/> says which.</summary>
    public static TBuilder RequireMay<TBuilder>(this TBuilder endpoint, Permissions may)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RequiredAccess($"a key that may {may.ToString().ToLowerInvariant()}", grant => grant.May.HasFlag(may)));

    /// <summary>For callers that may read all clients, and for admins.</summary>
    public static TBuilder RequireOperator<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(RequiredAccess.Operator);

    public static TBuilder RequireAdmin<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(RequiredAccess.Admin);

    /// <summary>The endpoint changes something even by GET, as some phones ask; other sites' pages may not call it.</summary>
    public static TBuilder ChangesByGet<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ChangesByGet());

    /// <summary>The caller's grant. Don't ask in endpoints that are open to all: they have none.</summary>
    public static Grant GrantOf(HttpContext context) => (Grant)context.Items[GrantKey]!;

    internal static void SetGrant(HttpContext context, Grant grant) => context.Items[GrantKey] = grant;
}

internal sealed record ChangesByGet;

internal sealed record RequiredAccess(string Wanted, Func<Grant, bool> Suffices)
{
    public static RequiredAccess Nothing { get; } = new("nothing", _ => true);

    public static RequiredAccess Operator { get; } = new("a key that may read all clients, an admin key", grant => grant.MayReadAll || grant.IsAdmin);

    public static RequiredAccess Admin { get; } = new("an admin key", grant => grant.IsAdmin);
}
