using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Herd.Node.Map;

/// <summary>Lets pages of the herd's other nodes read here, so that a map continues when its own node is gone.</summary>
/// <remarks>Never with cookies or a browser's stored passwords.</remarks>
internal sealed class HerdPagesCors(HerdDirectory directory) : ICorsPolicyProvider
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
