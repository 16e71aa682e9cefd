namespace Herd.Actors.Places;

/// <summary>Places can't be had at the moment.</summary>
/// <param name="message">One line that clients may see: no secrets in it.</param>
public sealed class PlacesUnavailableException(string message) : Exception(message);
