using System.Text;

namespace Herd.Actors.Places;

/// <summary>Where places come from: <c>herd.places.provider</c>. <see cref="PlacesQuery.Props"/> makes each.</summary>
public enum PlacesProvider
{
    /// <summary>The world's towns, in this assembly; no key, no network.</summary>
    Embedded,

    /// <summary>Google's Places API.</summary>
    Google,
}

/// <summary>Settings under <c>herd.places</c>.</summary>
/// <param name="Provider">Who is asked.</param>
/// <param name="Google">Settings under <c>herd.places.google</c>; of use with that provider alone.</param>
public sealed record PlacesSettings(PlacesProvider Provider, GooglePlacesSettings Google)
{
    public static PlacesSettings Default { get; } = new(PlacesProvider.Embedded, GooglePlacesSettings.Default);
}

/// <summary>Settings under <c>herd.places.google</c>. Printing them leaves the key out.</summary>
/// <param name="ApiKey">Empty: nothing is sent, and every question is answered REQUEST_DENIED.</param>
/// <param name="BaseUrl">Scheme, host and port to ask instead of Google's own; empty: Google's.</param>
/// <param name="Timeout">How long an answer may take, from connecting to its last byte.</param>
/// <param name="MaxPending">Different questions under way at one time; one more is answered OVER_QUERY_LIMIT.</param>
/// <param name="MaxFailures">So many failures in a row open the circuit breaker: Google isn't asked for a while.</param>
/// <param name="ResetTimeout">How long that while is.</param>
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
