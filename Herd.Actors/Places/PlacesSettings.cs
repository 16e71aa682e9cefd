namespace Herd.Actors.Places;

/// <summary>Settings under <c>herd.places</c>.</summary>
/// <param name="Provider">Who is asked.</param>
/// <param name="Google">Settings under <c>herd.places.google</c>; of use with that provider alone.</param>
public sealed record PlacesSettings(PlacesProvider Provider, GooglePlacesSettings Google)
{
    public static PlacesSettings Default { get; } = new(PlacesProvider.Embedded, GooglePlacesSettings.Default);
}
