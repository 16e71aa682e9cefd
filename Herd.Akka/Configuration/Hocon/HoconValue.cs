using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>
/// What stands at a key or in a list: the elements of one value, in their order. Several texts in a row are one text;
/// several lists in a row are one list.
/// </summary>
public class HoconValue : IMightBeAHoconObject
{
    /// <summary>True when there is nothing in it, or an empty section.</summary>
    public bool IsEmpty => Values.Count == 0 || Values[0] is HoconObject { Items.Count: 0 };

    public List<IHoconElement> Values { get; } = [];

    /// <summary>A configuration with this value at <paramref name="key"/>.</summary>
    public Config AtKey(string key)
    {
        var section = new HoconObject();
        section.Items[key] = this;
        var root = new HoconValue();
        root.AppendValue(section);
        return new Config(new HoconRoot(root));
    }

    /// <summary>A configuration with this value as its root.</summary>
    public Config ToConfig() => new(new HoconRoot(this));

    public void AppendValue(IHoconElement value) => Values.Add(value);

    public void Clear() => Values.Clear();

    public void NewValue(IHoconElement value)
    {
        Values.Clear();
        Values.Add(value);
    }

    public bool IsObject() => GetObject() is not null;

    /// <summary>The section that stands here, or null.</summary>
    public HoconObject? GetObject() => Values.Count == 0 ? null : Values[0] switch
    {
        HoconObject section => section,
        IMightBeAHoconObject other => other.GetObject(),
        _ => null,
    };

    /// <summary>The value of a key of the section that stands here, or null.</summary>
    public HoconValue? GetChildObject(string key) => GetObject()?.GetKey(key);

    public bool IsString() => Values.Count > 0 && Values.TrueForAll(element => element.IsString());

    /// <summary>The text, without outer white space; null when it is <c>null</c> or no text stands here.</summary>
    public string? GetString()
    {
        if (!IsString())
            return null;

        var text = string.Concat(Values.Select(element => element.GetString())).Trim();
        return text == "null" ? null : text;
    }

    public bool IsArray() => Values.Exists(element => element.IsArray());

    /// <summary>The list, empty when none stands here.</summary>
    public IList<HoconValue> GetArray() =>
        [.. Values.Where(element => element.IsArray()).SelectMany(element => element.GetArray())];

    /// <summary>on, true, off or false.</summary>
    /// <exception cref="NotSupportedException">Any other text.</exception>
    public bool GetBoolean() => GetString() switch
    {
        "on" or "true" => true,
        "off" or "false" => false,
        var text => throw new NotSupportedException($"Expected on, off, true or false, found '{text}'."),
    };

    public decimal GetDecimal() => Number<decimal>("a number");

    public float GetFloat() => Number<float>("a number");

    public double GetDouble() => Number<double>("a number");

    public long GetLong() => Number<long>("a whole number");

    public int GetInt() => Number<int>("a whole number");

    public byte GetByte() => Number<byte>("a whole number up to 255");

    /// <summary>
    /// A duration: a number and ns, micros, ms, s, m, h or d (or their long names), a bare number being milliseconds;
    /// <c>infinite</c> is <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public TimeSpan GetTimeSpan(bool allowInfinite = true) => HoconUnits.Duration(GetString(), allowInfinite);

    /// <summary>
    /// A size in bytes: a whole number and b, kB (1000), k or KiB (1024), MB, M or MiB and so on up to E, in exactly that
    /// case, or their long names; null when there is no text.
    /// </summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public long? GetByteSize() => HoconUnits.Size(GetString());

    public IList<string> GetStringList() => ListOf(value => value.GetString()!);

    public IList<bool> GetBooleanList() => ListOf(value => value.GetBoolean());

    public IList<byte> GetByteList() => ListOf(value => value.GetByte());

    public IList<int> GetIntList() => ListOf(value => value.GetInt());

    public IList<long> GetLongList() => ListOf(value => value.GetLong());

    public IList<float> GetFloatList() => ListOf(value => value.GetFloat());

    public IList<double> GetDoubleList() => ListOf(value => value.GetDouble());

    public IList<decimal> GetDecimalList() => ListOf(value => value.GetDecimal());

    /// <summary>As HOCON.</summary>
    public override string ToString() => ToString(0);

    /// <param name="indent">How deep the value stands; the root, at 0, is written without braces.</param>
    public virtual string ToString(int indent)
    {
        if (IsString())
            return HoconText.Value(GetString());
        if (GetObject() is { } section)
            return indent == 0 ? section.ToString(0) : $"{{\r\n{section.ToString(indent)}{new string(' ', (indent - 1) * 2)}}}";
        return IsArray() ? $"[{string.Join(",", GetArray().Select(value => value.ToString(indent + 1)))}]" : "";
    }

    private List<T> ListOf<T>(Func<HoconValue, T> convert) => [.. GetArray().Select(convert)];

    private T Number<T>(string kind)
        where T : struct, ISpanParsable<T>
    {
        var text = GetString();
        try
        {
            return T.Parse(text, NumberFormatInfo.InvariantInfo);
        }
        catch (Exception e) when (e is FormatException or ArgumentNullException)
        {
            throw new FormatException($"Expected {kind}, found '{text}'.", e);
        }
    }
}
