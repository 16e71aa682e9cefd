using System.Text.Json;

namespace Herd.Actors.Places.Google;

/// <summary>One of Google's interfaces: what is sent to it, and how its answers become Nearby Search answers.</summary>
internal interface IGoogleApi
{
    /// <summary>Where Google has it: scheme and host.</summary>
    string BaseUrl { get; }

    /// <param name="question">With a bound of at least 1.</param>
    /// <param name="baseUrl">Scheme, host and port.</param>
    /// <param name="apiKey">Not empty.</param>
    HttpRequestMessage ToRequest(FindPlaces question, string baseUrl, string apiKey);

    /// <summary>Whether an answer that came with HTTP 200 is a refusal.</summary>
    /// <returns>The refusal, or null.</returns>
    GoogleError? FindError(JsonElement answer);

    /// <param name="answer">What came with HTTP 200, and no refusal.</param>
    /// <param name="bound">At most so many results go into the answer.</param>
    /// <exception cref="InvalidOperationException">A field is not of the kind that it should be.</exception>
    /// <exception cref="KeyNotFoundException">A field that must be there isn't.</exception>
    ReadOnlyMemory<byte> ToAnswer(JsonElement answer, int bound);
}
