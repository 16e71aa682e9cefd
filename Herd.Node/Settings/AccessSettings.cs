using Herd.Actors.Access;

namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.access</c>.</summary>
/// <param name="Keys">Who may do what.</param>
/// <param name="Hosts">Names by which nodes are reached over HTTP, beside those in the herd file.</param>
public sealed record AccessSettings(AccessKeys Keys, IReadOnlyList<string> Hosts);
