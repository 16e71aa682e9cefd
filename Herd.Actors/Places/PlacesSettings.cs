using System.Text;

namespace Herd.Actors.Places;

/// <summary><c>herd.places.provider</c>.</summary>
public enum PlacesProvider
{
    Embedded,

    Google,
}

public sealed record PlacesSettings(PlacesProvider Provider, GooglePlacesSettings Google)
{
    public static PlacesSettings Default { get; } = new(PlacesProvider.Embedded, GooglePlacesSettings.Default);
}

/// <summary>Settings under <c>herd.places.google</c>. Printing them leaves the key out.</summary>
/// <param name="ApiKey">Empty: nothing is sent, and every question is answered REQUEST_DENIED.</param>
/// <param name="BaseUrl">Scheme, host and port; empty: Google's.</param>
/// <param name="Timeout">From connecting to the last byte of the answer.</param>
/// <param name="MaxPending">Different questions under way at one time; one more is answered OVER_QUERY_LIMIT.</param>
/// <param name="MaxFailures">So many failures in a row open the circuit breaker for <paramref name="ResetTimeout"/>.</param>
public sealed record GooglePlacesSettings(
    string ApiKey,
    string BaseUrl,
    TimeSpan Timeout,
    int MaxPending,
    int MaxFailures,
    TimeSpan ResetTimeout)
{
    public static GooglePlacesSettings Default { get; } =
        new("", "", TimeSpan.FromSeconds(5), 256, 5, TimeSpan.FromSeconds(10));

    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"{nameof(ApiKey)} = {(ApiKey.Length > 0 ? "***" : "none")}, ");
        text.Append($"{nameof(BaseUrl)} = {BaseUrl}, {nameof(Timeout)} = {Timeout}, ");
        text.Append($"{nameof(MaxPending)} = {MaxPending}, {nameof(MaxFailures)} = {MaxFailures}, ");
        text.Append($"{nameof(ResetTimeout)} = {ResetTimeout}");
        return true;
    }
}
