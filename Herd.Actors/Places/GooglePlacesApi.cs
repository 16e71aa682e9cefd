namespace Herd.Actors.Places;

/// <summary>Which of Google's two interfaces is asked: <c>herd.places.google.api</c>. Clients see no difference in shape.</summary>
public enum GooglePlacesApi
{
    /// <summary>Places API (New), Nearby Search.</summary>
    New,

    /// <summary>Places API (Legacy), Nearby Search: for projects that already have it.</summary>
    Legacy,
}
