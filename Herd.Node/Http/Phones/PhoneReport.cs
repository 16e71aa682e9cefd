using System.Text.Json;
using Herd.Actors.Protocol;

namespace Herd.Node.Http.Phones;

/// <summary>What a phone says of where it is, in the units that are stored.</summary>
/// <param name="Latitude">Degrees, within ±90.</param>
/// <param name="Longitude">Degrees, within ±180.</param>
/// <param name="Time">When it was there.</param>
/// <param name="Attributes">As <see cref="PhoneAttributes.ToBytes"/> writes them.</param>
internal sealed record PhoneReport(decimal Latitude, decimal Longitude, PosixTime Time, byte[] Attributes)
{
    /// <summary>Makes one of what was said; without a time, of now.</summary>
    /// <param name="latitude">Degrees.</param>
    /// <param name="longitude">Degrees.</param>
    /// <param name="time">As <see cref="PhoneValue.TryTime"/> reads it; null or empty: now.</param>
    /// <param name="now">The node's time.</param>
    /// <param name="attributes">The rest.</param>
    /// <param name="error">What is wrong.</param>
    /// <returns>Null: it is of no use.</returns>
    public static PhoneReport? Make(string? latitude, string? longitude, string? time, PosixTime now, PhoneAttributes attributes, out string error)
    {
        error = "";
        if (!PhoneValue.TryDegrees(latitude, 90, out var lat) || !PhoneValue.TryDegrees(longitude, 180, out var lon))
            error = "no latitude within 90 degrees and longitude within 180";
        else if (string.IsNullOrEmpty(time))
            return new PhoneReport(lat, lon, now, attributes.ToBytes());
        else if (PhoneValue.TryTime(time, out var told))
            return new PhoneReport(lat, lon, told, attributes.ToBytes());
        else
            error = "no time after 1970 in seconds, milliseconds or ISO 8601";
        return null;
    }
}

/// <summary>What was read of one location.</summary>
/// <param name="Id">The client's; null or empty: it isn't said there.</param>
/// <param name="Report">Null: it is of no use.</param>
/// <param name="Error">Why it is of no use.</param>
internal readonly record struct PhoneReading(string? Id, PhoneReport? Report, string Error);
