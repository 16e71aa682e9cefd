namespace Herd.Actors.Gossip;

/// <summary>Who this node is to others.</summary>
/// <param name="Herd">The herd's name.</param>
/// <param name="Name">The node's name, unique in the herd.</param>
/// <param name="Epoch">The boot epoch: higher at every start; POSIX nanoseconds of the start.</param>
public sealed record NodeIdentity(string Herd, string Name, ulong Epoch)
{
    /// <summary>A node's name has no more characters.</summary>
    public const int MaxNameLength = 100;

    /// <summary>Whether a text can be a node's name: fit for an actor's path and for a folder on any system.</summary>
    public static bool IsValidName(string name) =>
        name.Length is > 0 and <= MaxNameLength
        && char.IsAsciiLetterOrDigit(name[0])
        && char.IsAsciiLetterOrDigit(name[^1])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
