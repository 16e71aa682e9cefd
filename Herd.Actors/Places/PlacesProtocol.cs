using Akka.Event;

namespace Herd.Actors.Places;

/// <summary>Asks PlacesQuery what is near a point; always answered with <see cref="PlacesFound"/>.</summary>
/// <param name="Id">Comes back in the answer.</param>
/// <param name="Latitude">Degrees, −90 to 90.</param>
/// <param name="Longitude">Degrees, −180 to 180.</param>
/// <param name="RadiusKilometres">0 to 50.</param>
/// <param name="Bound">Most results wanted, 0 to 20.</param>
public sealed record FindPlaces(int Id, double Latitude, double Longitude, double RadiusKilometres, int Bound);

/// <summary>
/// The answer to <see cref="FindPlaces"/>, an error too: the <c>status</c> in it says which.
/// </summary>
/// <param name="Id">The question's.</param>
/// <param name="Json">
/// UTF-8, in the shape of a Google Places Nearby Search answer, as it goes to the client but for the two closing
/// newlines: at most Bound results, runs of newlines made one, no newline at the end.
/// </param>
public sealed record PlacesFound(int Id, ReadOnlyMemory<byte> Json) : IDeadLetterSuppression;
