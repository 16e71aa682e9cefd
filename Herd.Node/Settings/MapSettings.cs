namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.map</c>. Tiles is a URL with {z}, {x} and {y} that browsers load; empty: none.</summary>
public sealed record MapSettings(string Tiles, string Attribution);
