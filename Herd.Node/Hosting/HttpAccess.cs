using Herd.Actors.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Herd.Node.Hosting;

/// <summary>
/// What an endpoint asks of a caller, and who the caller is. <see cref="HttpGate"/> sees to it before the endpoint runs; one
/// that asks for nothing is for admins only.
/// </summary>
internal static class HttpAccess
{
    private static readonly object GrantKey = new();

    /// <summary>For everybody, whatever they show.</summary>
    public static TBuilder OpenToAll<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(RequiredAccess.Nothing);

    /// <summary>For who may do that with some clients; which ones, <see cref="GrantOf"/> says.</summary>
    public static TBuilder RequireMay<TBuilder>(this TBuilder endpoint, Permissions may)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RequiredAccess($"a key that may {may.ToString().ToLowerInvariant()}", grant => grant.May.HasFlag(may)));

    /// <summary>For who may read all clients, and for admins.</summary>
    public static TBuilder RequireOperator<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(RequiredAccess.Operator);

    /// <summary>For admins.</summary>
    public static TBuilder RequireAdmin<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(RequiredAccess.Admin);

    /// <summary>It changes something also when it is asked with GET, as some phones do: web pages of others may not.</summary>
    public static TBuilder ChangesByGet<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ChangesByGet());

    /// <summary>What the caller may do. To be asked by endpoints that aren't open to all.</summary>
    public static Grant GrantOf(HttpContext context) => (Grant)context.Items[GrantKey]!;

    internal static void SetGrant(HttpContext context, Grant grant) => context.Items[GrantKey] = grant;
}

/// <summary>Marks an endpoint at which GET changes something.</summary>
internal sealed record ChangesByGet;

/// <summary>What is asked of a caller.</summary>
/// <param name="Wanted">For people.</param>
/// <param name="Suffices">Whether a caller may.</param>
internal sealed record RequiredAccess(string Wanted, Func<Grant, bool> Suffices)
{
    public static RequiredAccess Nothing { get; } = new("nothing", _ => true);

    public static RequiredAccess Operator { get; } = new("a key that may read all clients, an admin key", grant => grant.MayReadAll || grant.IsAdmin);

    public static RequiredAccess Admin { get; } = new("an admin key", grant => grant.IsAdmin);
}
