using System.Globalization;
using System.Text.Json;
using Herd.Actors.Protocol;

namespace Herd.Node.Http.Phones;

/// <summary>
/// A report's attributes, under the names that http.md gives them, each within its range: what is outside is what phones write
/// for "not known", and is left out.
/// </summary>
internal sealed class PhoneAttributes
{
    public const double KilometresPerHour = 1 / 3.6;
    public const double Knots = 1852.0 / 3600;
    public const double Percent = 0.01;

    /// <summary>Longer texts are left out, so that all fits into <see cref="Attributes.MaxLength"/>.</summary>
    private const int MaxTextLength = 16;

    private const int Decimals = 6;

    private readonly Dictionary<string, object> _values = [];

    /// <summary>Metres.</summary>
    public PhoneAttributes Accuracy(string? metres) => Number("accuracy", metres, 0, 1e8);

    /// <summary>Metres.</summary>
    public PhoneAttributes Altitude(string? metres) => Number("altitude", metres, -1e6, 1e8);

    /// <param name="speed">A number.</param>
    /// <param name="unit">In m/s.</param>
    public PhoneAttributes Speed(string? speed, double unit = 1) => Number("speed", speed, 0, 1e6, unit);

    /// <summary>Degrees.</summary>
    public PhoneAttributes Course(string? degrees) => Number("course", degrees, 0, 360);

    /// <param name="level">A number.</param>
    /// <param name="unit">Of a full battery.</param>
    public PhoneAttributes Battery(string? level, double unit = 1) => Number("battery", level, 0, 1, unit);

    /// <summary>Whether the battery is being charged; null: it isn't said.</summary>
    public PhoneAttributes Charging(bool? isCharging)
    {
        if (isCharging is { } value)
            _values["charging"] = value;
        return this;
    }

    /// <summary>OwnTracks' name for somebody, of two letters as a rule.</summary>
    public PhoneAttributes TrackerId(string? text)
    {
        if (text is { Length: > 0 and <= MaxTextLength })
            _values["tid"] = text;
        return this;
    }

    /// <summary>UTF-8 JSON; empty: there are none.</summary>
    public byte[] ToBytes()
    {
        if (_values.Count == 0)
            return [];
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, GeoJson.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in _values)
            {
                if (value is double number)
                    writer.WriteNumber(name, number);
                else if (value is bool flag)
                    writer.WriteBoolean(name, flag);
                else
                    writer.WriteString(name, (string)value);
            }

            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private PhoneAttributes Number(string name, string? text, double min, double max, double unit = 1)
    {
        if (PhoneValue.TryNumber(text, out var number) && number * unit is var value && value >= min && value <= max)
            _values[name] = Math.Round(value, Decimals);
        return this;
    }
}
