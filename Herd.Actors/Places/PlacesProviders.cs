using Herd.Actors.Places.Embedded;
using Herd.Actors.Places.Google;

namespace Herd.Actors.Places;

/// <summary>Makes the provider that the settings name.</summary>
public static class PlacesProviders
{
    public static IPlacesProvider Create(PlacesSettings settings) => settings.Provider switch
    {
        PlacesProvider.Google => new GooglePlaces(settings.Google),
        _ => new EmbeddedPlaces(),
    };
}
