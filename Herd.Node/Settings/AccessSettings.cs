using Herd.Actors.Access;

namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.access</c>.</summary>
/// <param name="Keys">Who may do what.</param>
/// <param name="Hosts">Names by which nodes are reached over HTTP, beside those in the herd file.</param>
/// <param name="Secrets">What is secret of each key, by its name.</param>
public sealed record AccessSettings(AccessKeys Keys, IReadOnlyList<string> Hosts, IReadOnlyDictionary<string, KeySecrets> Secrets);

/// <summary>What is secret of a key.</summary>
/// <param name="Secret"><c>secret</c>.</param>
/// <param name="OwnTracksKey"><c>owntracks-key</c>: the passphrase that OwnTracks encrypts with; empty: it doesn't.</param>
public sealed record KeySecrets(string Secret, string OwnTracksKey)
{
    /// <summary>In bytes of UTF-8: as many as a key of libsodium's secretbox has.</summary>
    public const int MaxOwnTracksKeyLength = 32;

    /// <summary>Without the secrets.</summary>
    public override string ToString() => nameof(KeySecrets);
}
