namespace Herd.Actors.Places;

/// <summary>Where places come from: <c>herd.places.provider</c>.</summary>
public enum PlacesProvider
{
    /// <summary>The world's towns, in this assembly; no key, no network.</summary>
    Embedded,

    /// <summary>Google's Places API.</summary>
    Google,
}
