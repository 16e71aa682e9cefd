namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.map</c>.</summary>
/// <param name="Tiles">URL of street tiles with {z}, {x} and {y}, which browsers ask for; empty: none.</param>
/// <param name="Attribution">Whose they are, as the map says it.</param>
public sealed record MapSettings(string Tiles, string Attribution);
