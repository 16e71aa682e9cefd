using System.Net.Http.Headers;
using Herd.Actors.Protocol;
using Herd.Node.Hosting;
using Herd.Node.Settings;

namespace Herd.Node.Commands;

/// <summary>What a command shows to a node over HTTP: its key, else proof of the herd's secret, else of the node's token.</summary>
/// <param name="load">Reads the herd's settings, when needed.</param>
internal sealed class Credentials(ClientKey? key, Func<HerdSettings> load)
{
    private readonly Lazy<HerdSettings> _herd = new(load);

    /// <param name="node">The node's name; null: not known yet.</param>
    /// <returns>Null: there is nothing to show.</returns>
    public AuthenticationHeaderValue? For(string? node, HttpMethod method, string path)
    {
        if (key is not null)
            return key.Basic;
        var herd = _herd.Value;
        var secret = herd.Link.Secret.Length > 0 ? herd.Link.Secret
            : node is not null && NodeName.IsValid(node) ? NodeToken.Read(herd.FolderOf(node))
            : null;
        return secret is null ? null : RequestProof.Make(secret, method, path, TimeProvider.System.GetUtcNow());
    }
}
