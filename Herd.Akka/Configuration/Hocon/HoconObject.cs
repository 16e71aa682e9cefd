using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>A section: keys and their values, in the order in which they first came.</summary>
public class HoconObject : IHoconElement
{
    public Dictionary<string, HoconValue> Items { get; private init; } = [];

    /// <summary>The same as nested dictionaries, with <see cref="HoconValue"/> at the leaves.</summary>
    public IDictionary<string, object> Unwrapped =>
        Items.ToDictionary(item => item.Key, item => item.Value.GetObject()?.Unwrapped ?? (object)item.Value);

    public bool IsString() => false;

    public string GetString() => throw new NotImplementedException("This element is a section and not a text.");

    public bool IsArray() => false;

    public IList<HoconValue> GetArray() => throw new NotImplementedException("This element is a section and not a list.");

    /// <summary>The value of a key, or null.</summary>
    public HoconValue? GetKey(string key) => Items.GetValueOrDefault(key);

    /// <summary>The value of a key, made empty if it wasn't there.</summary>
    public HoconValue GetOrCreateKey(string key)
    {
        if (!Items.TryGetValue(key, out var value))
            Items.Add(key, value = new HoconValue());
        return value;
    }

    /// <summary>Takes over everything in <paramref name="other"/>: sections are merged, other values replaced.</summary>
    public void Merge(HoconObject other)
    {
        foreach (var (key, value) in other.Items)
            Items[key] = Items.TryGetValue(key, out var present) ? MergedValue(present, value) : value;
    }

    public override string ToString() => ToString(0);

    /// <param name="indent">How deep the section stands; two spaces for each level.</param>
    public string ToString(int indent)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in Items)
            text.Append(' ', indent * 2).Append(HoconText.Key(key)).Append(" : ").Append(value.ToString(indent + 1)).Append("\r\n");
        return text.ToString();
    }

    /// <summary>A new section: <paramref name="over"/> laid over <paramref name="under"/>; neither is changed.</summary>
    internal static HoconObject Merged(HoconObject? under, HoconObject? over)
    {
        var merged = new HoconObject { Items = under is null ? [] : new(under.Items) };
        if (over is not null)
            merged.Merge(over);
        return merged;
    }

    private static HoconValue MergedValue(HoconValue under, HoconValue over)
    {
        if (under.GetObject() is not { } lower || over.GetObject() is not { } upper)
            return over;

        var merged = new HoconValue();
        merged.AppendValue(Merged(lower, upper));
        return merged;
    }
}
