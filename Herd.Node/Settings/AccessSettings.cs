using Herd.Actors.Access;

namespace Herd.Node.Settings;

/// <param name="Hosts">Names by which nodes are reached over HTTP, in addition to those in the herd file.</param>
public sealed record AccessSettings(AccessKeys Keys, IReadOnlyList<string> Hosts, IReadOnlyDictionary<string, KeySecrets> Secrets);

/// <param name="OwnTracksKey">Passphrase of OwnTracks' encryption; empty: not encrypted.</param>
public sealed record KeySecrets(string Secret, string OwnTracksKey)
{
    /// <summary>Bytes of UTF-8: the length of a libsodium secretbox key.</summary>
    public const int MaxOwnTracksKeyLength = 32;

    /// <summary>Doesn't show the secrets.</summary>
    public override string ToString() => nameof(KeySecrets);
}
