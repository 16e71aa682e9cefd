using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Herd.Node.Map;

/// <summary>
/// Lets pages of the herd's other nodes read here what their visitor may: a map goes on at another node when its own is gone. No
/// other page may, and none is sent cookies or a browser's stored passwords.
/// </summary>
/// <param name="directory">Knows the nodes.</param>
internal sealed class HerdPagePolicy(HerdDirectory directory) : ICorsPolicyProvider
{
    private static readonly TimeSpan PreflightAge = TimeSpan.FromMinutes(10);

    public async Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (!await directory.IsPageAsync(origin).ConfigureAwait(false))
            return null;
        return new CorsPolicyBuilder()
            .SetIsOriginAllowed(other => other == origin)
            .WithMethods(HttpMethods.Get)
            .WithHeaders("Authorization")
            .SetPreflightMaxAge(PreflightAge)
            .Build();
    }
}
