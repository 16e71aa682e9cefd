using Microsoft.AspNetCore.Http;

namespace Herd.Node.Hosting;

/// <summary>Checks <see cref="RequestProof"/>s of the herd's secret, or else of the node's own token.</summary>
/// <param name="secret">Empty: the herd has none.</param>
/// <param name="token">Null: the node has none.</param>
internal sealed class HerdProofs(string secret, string? token, TimeProvider time)
{
    private readonly string _key = secret.Length > 0 ? secret : token ?? "";

    public string Wanted => secret.Length > 0 ? "proof of the herd's secret (herd.link.secret)"
        : token is not null ? $"proof of {NodeToken.FileName} in the node's folder"
        : "proof of a secret (herd.link.secret), which the herd hasn't";

    /// <returns>What is wrong, for people; null: nothing.</returns>
    public string? Refusal(HttpRequest request) => _key.Length == 0
        ? "a proof, which this node can't check"
        : RequestProof.Check(_key, request.Method, request.Path.Value ?? "", request.Headers.Authorization, time.GetUtcNow());
}
