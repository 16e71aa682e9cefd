using System.Text;
using System.Text.Json;
using Herd.Actors.Protocol;

namespace Herd.Node.Http.Phones;

/// <summary>Reads and writes OwnTracks' messages in HTTP mode: https://owntracks.org/booklet/tech/json/. <see cref="SecretBoxKey"/> opens encrypted ones.</summary>
internal static class OwnTracks
{
    public const string Location = "location";
    public const string Encrypted = "encrypted";

    private const string TopicRoot = "owntracks";

    /// <returns>Null: the message is unusable, and <paramref name="error"/> says why.</returns>
    public static PhoneReport? ReadLocation(JsonElement message, PosixTime now, out string error)
    {
        var attributes = new PhoneAttributes()
            .Accuracy(TextOf("acc"))
            .Altitude(TextOf("alt"))
            .Speed(TextOf("vel"), PhoneAttributes.KilometresPerHour)
            .Course(TextOf("cog"))
            .Battery(TextOf("batt"), PhoneAttributes.Percent)
            .Charging(TextOf("bs") switch
            {
                "1" => false,
                "2" or "3" => true,
                _ => null,
            })
            .TrackerId(TextOf("tid"));
        return PhoneReport.Make(TextOf("lat"), TextOf("lon"), TextOf("tst"), now, attributes, out error);

        string? TextOf(string name) => PhoneValue.TextOf(message, name);
    }

    /// <summary>The sender: <c>USER/DEVICE</c>, or <c>USER</c> if no device is known. Null: unknown.</summary>
    /// <param name="user">From the request's headers or query; so is the device.</param>
    public static string? IdOf(string? user, string? device, string? topic, string? basicUser)
    {
        if (user is not null && device is not null)
            return $"{user}/{device}";
        switch (topic?.Split('/'))
        {
            case [TopicRoot, { Length: > 0 } topicUser, { Length: > 0 } topicDevice, ..]:
                return $"{topicUser}/{topicDevice}";
            // Overland's topic is its device ID.
            case [TopicRoot, { Length: > 0 } only] when user is null && device is null:
                return only;
        }

        user ??= basicUser;
        return user is null || device is null ? user : $"{user}/{device}";
    }

    /// <summary>Writes friends' locations as the list that the app shows.</summary>
    public static byte[] WriteFriends(IReadOnlyList<byte[]> friends)
    {
        // The app distinguishes friends by tid alone.
        var names = friends.Select(TrackerIdOf).CountBy(name => name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, GeoJson.WriterOptions))
        {
            writer.WriteStartArray();
            foreach (var friend in friends)
                WriteFriend(writer, friend, names[TrackerIdOf(friend)] == 1);
            writer.WriteEndArray();
        }

        return bytes.ToArray();
    }

    private static void WriteFriend(Utf8JsonWriter writer, byte[] friend, bool isNameUnique)
    {
        var update = new UpdateFrame(friend);
        // The app refuses times up to 1970.
        if (update.Time.Seconds <= 0 || !Iso6709.TryParse(update.Location, out var latitude, out var longitude))
            return;
        var id = Encoding.UTF8.GetString(update.Client);
        writer.WriteStartObject();
        writer.WriteString("_type"u8, Location);
        writer.WriteString("tid"u8, isNameUnique ? TrackerIdOf(friend) : id);
        writer.WriteNumber("lat"u8, latitude);
        writer.WriteNumber("lon"u8, longitude);
        writer.WriteNumber("tst"u8, update.Time.Seconds);
        using (var attributes = AttributesOf(friend))
        {
            Write("acc", "accuracy");
            Write("alt", "altitude");
            Write("vel", "speed", PhoneAttributes.KilometresPerHour);
            Write("cog", "course");
            Write("batt", "battery", PhoneAttributes.Percent);

            // The app reads integers only.
            void Write(string name, string attribute, double unit = 1)
            {
                if (attributes?.RootElement.TryGetProperty(attribute, out var value) == true && value.ValueKind == JsonValueKind.Number
                    && value.TryGetDouble(out var number) && Math.Round(number / unit) is >= int.MinValue and <= int.MaxValue and var whole)
                {
                    writer.WriteNumber(name, (int)whole);
                }
            }
        }

        writer.WriteString("topic"u8, $"{TopicRoot}/{id}");
        writer.WriteEndObject();
    }

    /// <summary>The tid that the phone sent, or else the last two characters of the ID, like the app's default.</summary>
    private static string TrackerIdOf(byte[] friend)
    {
        using var attributes = AttributesOf(friend);
        if (attributes?.RootElement.TryGetProperty("tid", out var tid) == true && tid.ValueKind == JsonValueKind.String && tid.GetString() is { Length: > 0 } told)
            return told;
        return string.Concat(Encoding.UTF8.GetString(new UpdateFrame(friend).Client).EnumerateRunes().TakeLast(2));
    }

    private static JsonDocument? AttributesOf(byte[] friend)
    {
        var update = new UpdateFrame(friend);
        return update.Attributes.IsEmpty ? null : JsonDocument.Parse(update.Attributes.ToArray());
    }
}
