namespace Herd.Actors.Places;

/// <summary>Answers <see cref="FindPlaces"/>, whose values are in their ranges, with the JSON of <see cref="PlacesFound"/>.</summary>
public interface IPlacesProvider : IDisposable
{
    /// <summary>Answers what can be answered here and now, without asking anybody.</summary>
    /// <returns>Whether <paramref name="json"/> is the answer; if not, <see cref="AskAsync"/> is needed.</returns>
    bool TryAnswer(FindPlaces question, out ReadOnlyMemory<byte> json);

    /// <summary>
    /// Asks somebody else. A refusal (key, quota, bad question) is an answer: its status says so.
    /// </summary>
    /// <exception cref="PlacesUnavailableException">There was no answer, or none of use.</exception>
    Task<ReadOnlyMemory<byte>> AskAsync(FindPlaces question, CancellationToken cancellation);
}

/// <summary>Places can't be had at the moment.</summary>
/// <param name="message">One line that clients may see: no secrets in it.</param>
public sealed class PlacesUnavailableException(string message) : Exception(message);
