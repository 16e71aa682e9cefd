namespace Herd.Actors.Places.Google;

/// <summary>What Google takes, where that is narrower than what clients may ask.</summary>
internal static class GoogleLimits
{
    private const double MinMetres = 1;

    /// <summary>Google refuses a radius of 0: it is asked for the least circle, a metre.</summary>
    public static double MetresOf(FindPlaces question) => Math.Max(question.RadiusKilometres * 1000, MinMetres);
}
