namespace Herd.Actors.Places;

/// <summary>The <c>status</c> of a Nearby Search answer.</summary>
public static class PlacesStatus
{
    public const string Ok = "OK";
    public const string ZeroResults = "ZERO_RESULTS";
    public const string OverQueryLimit = "OVER_QUERY_LIMIT";
    public const string RequestDenied = "REQUEST_DENIED";
    public const string InvalidRequest = "INVALID_REQUEST";
    public const string UnknownError = "UNKNOWN_ERROR";

    /// <param name="errorMessage">What went wrong and what to do, for people.</param>
    public static ReadOnlyMemory<byte> ToJson(string status, string? errorMessage = null)
    {
        using var answer = new NearbySearchWriter();
        if (errorMessage is not null)
            answer.Json.WriteString("error_message"u8, errorMessage);
        answer.Json.WriteStartArray("html_attributions"u8);
        answer.Json.WriteEndArray();
        answer.StartResults();
        return answer.End(status);
    }
}
