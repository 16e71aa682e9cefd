using System.Text.Json;
using Herd.Actors.Protocol;

namespace Herd.Node.Http.Phones;

/// <summary>A phone's location: degrees, and attributes from <see cref="PhoneAttributes.ToBytes"/>.</summary>
internal sealed record PhoneReport(decimal Latitude, decimal Longitude, PosixTime Time, byte[] Attributes)
{
    /// <param name="time">Read by <see cref="PhoneValue.TryTime"/>; null or empty: now.</param>
    /// <returns>Null: the report is unusable, and <paramref name="error"/> says why.</returns>
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

/// <summary>Id null or empty: the location has none. Report null: unusable, Error says why.</summary>
internal readonly record struct PhoneReading(string? Id, PhoneReport? Report, string Error);
