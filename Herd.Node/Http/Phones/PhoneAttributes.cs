using System.Globalization;
using System.Text.Json;
using Herd.Actors.Protocol;

namespace Herd.Node.Http.Phones;

/// <summary>A report's attributes (docs/http.md). Values out of range are left out: phones send them for "unknown".</summary>
internal sealed class PhoneAttributes
{
    public const double KilometresPerHour = 1 / 3.6;
    public const double Knots = 1852.0 / 3600;
    public const double Percent = 0.01;

    /// <summary>Longer texts are left out, so that all attributes fit into <see cref="Attributes.MaxLength"/>.</summary>
    private const int MaxTextLength = 16;

    private const int Decimals = 6;

    private readonly Dictionary<string, object> _values = [];

    public PhoneAttributes Accuracy(string? metres) => Number("accuracy", metres, 0, 1e8);

    public PhoneAttributes Altitude(string? metres) => Number("altitude", metres, -1e6, 1e8);

    /// <param name="unit">In m/s.</param>
    public PhoneAttributes Speed(string? speed, double unit = 1) => Number("speed", speed, 0, 1e6, unit);

    public PhoneAttributes Course(string? degrees) => Number("course", degrees, 0, 360);

    public PhoneAttributes Battery(string? level, double unit = 1) => Number("battery", level, 0, 1, unit);

    /// <param name="isCharging">Null: unknown.</param>
    public PhoneAttributes Charging(bool? isCharging)
    {
        if (isCharging is { } value)
            _values["charging"] = value;
        return this;
    }

    /// <summary>OwnTracks' short name of a person, usually two letters.</summary>
    public PhoneAttributes TrackerId(string? text)
    {
        if (text is { Length: > 0 and <= MaxTextLength })
            _values["tid"] = text;
        return this;
    }

    /// <summary>UTF-8 JSON; empty: no attributes.</summary>
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
