using Microsoft.AspNetCore.Http;

namespace Herd.Node.Hosting;

/// <summary>
/// Checks <see cref="RequestProof"/>s: of the herd's secret, or in a herd without one of the node's own token, which whoever
/// may read the node's folder knows.
/// </summary>
/// <param name="secret">The herd's; empty: none.</param>
/// <param name="token">The node's; null: it has none.</param>
/// <param name="time">The node's.</param>
internal sealed class HerdProofs(string secret, string? token, TimeProvider time)
{
    private readonly string _key = secret.Length > 0 ? secret : token ?? "";

    /// <summary>What is to be proven, for people.</summary>
    public string Wanted => secret.Length > 0 ? "proof of the herd's secret (herd.link.secret)"
        : token is not null ? $"proof of {NodeToken.FileName} in the node's folder"
        : "proof of a secret (herd.link.secret), which the herd hasn't";

    /// <returns>What is wrong, for people; null: nothing.</returns>
    public string? Refusal(HttpRequest request) => _key.Length == 0
        ? "a proof, which this node can't check"
        : RequestProof.Check(_key, request.Method, request.Path.Value ?? "", request.Headers.Authorization, time.GetUtcNow());
}
