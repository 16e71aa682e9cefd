namespace Herd.Actors.Places;

/// <summary>Answers <see cref="FindPlaces"/>, whose values are in their ranges, with the JSON of <see cref="PlacesFound"/>.</summary>
/// <remarks>At most <see cref="FindPlaces.Bound"/> places within the radius: nobody cuts them afterwards.</remarks>
public interface IPlacesProvider : IDisposable
{
    /// <returns>False: it can't be answered without asking somebody else with <see cref="AskAsync"/>.</returns>
    bool TryAnswer(FindPlaces question, out ReadOnlyMemory<byte> json);

    /// <summary>A refusal (key, quota, bad question) is an answer too: its status says so.</summary>
    /// <exception cref="PlacesUnavailableException">There was no answer, or none of use.</exception>
    Task<ReadOnlyMemory<byte>> AskAsync(FindPlaces question, CancellationToken cancellation);
}

/// <param name="message">One line that clients may see, without secrets.</param>
public sealed class PlacesUnavailableException(string message) : Exception(message);
