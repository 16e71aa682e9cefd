using System.Globalization;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Herd.Node.Settings;

/// <summary>Reads one section's settings. A wrong value is reported to <see cref="SettingsCheck"/>; the default is returned.</summary>
internal sealed class SettingsSection
{
    private readonly Config? _values;

    public SettingsSection(string path, Config? values, SettingsCheck check)
    {
        Path = path;
        _values = values;
        Check = check;
        foreach (var name in Names)
            check.Give(PathOf(name));
    }

    public string Path { get; }

    public SettingsCheck Check { get; }

    public IReadOnlyList<string> Names => _values is null ? [] : [.. _values.AsEnumerable().Select(setting => setting.Key)];

    public string PathOf(string name) => SettingPath.Append(Path, name);

    public void Refuse(string name, string problem) => Check.Refuse(PathOf(name), problem);

    /// <param name="isSecret">Errors must not show a value in the section's place.</param>
    public SettingsSection Section(string name, bool isSecret = false)
    {
        var value = Find(name);
        if (value is not null && !value.IsObject())
        {
            Refuse(name, $"expected a section, as in {name} {{ … }}, found {(isSecret ? "something else" : Found(value))}");
            value = null;
        }

        return new SettingsSection(PathOf(name), value?.ToConfig(), Check);
    }

    /// <param name="default">For a missing setting; null: it is required.</param>
    /// <param name="expected">For people, in errors.</param>
    public string Text(string name, string? @default, string expected, Func<string, bool> isValid) =>
        ReadOrNull(name, @default, expected, value => value.GetString() is { } text && isValid(text) ? text : null) ?? "";

    /// <summary>A text that errors don't show; empty by default.</summary>
    public string Secret(string name)
    {
        if (Find(name) is not { } value)
            return "";
        if (value.IsString())
            return value.GetString() ?? "";
        Refuse(name, "expected a text, found a section or list");
        return "";
    }

    public bool Switch(string name, bool @default) =>
        Read(name, @default, "on or off", value => value.GetBoolean());

    public int Number(string name, int @default, int min, int max) =>
        Read(name, @default, $"a whole number from {min} to {max}", value => Within(value.GetInt(), min, max));

    public double Fraction(string name, double @default) =>
        Read(name, @default, "a number from 0 to 1", value => Within(value.GetDouble(), 0, 1));

    public int Port(string name, int? @default) =>
        ReadOrNull(name, @default, "a port from 1 to 65535, or 0 for any free one", value => Within(value.GetInt(), 0, 65535)) ?? 0;

    /// <summary>In bytes.</summary>
    public long Size(string name, long @default, long min, long max) =>
        Read(name, @default, $"a size from {Show(min)} to {Show(max)}", value => Within(value.GetByteSize() ?? -1, min, max));

    public TimeSpan Duration(string name, TimeSpan @default, TimeSpan min, TimeSpan max) =>
        Read(name, @default, $"a duration from {Show(min)} to {Show(max)}", value => Within(value.GetTimeSpan(), min, max));

    /// <summary>An enumeration's member in lower case.</summary>
    public T Choice<T>(string name, T @default)
        where T : struct, Enum
    {
        var choices = Enum.GetValues<T>().ToDictionary(choice => choice.ToString().ToLowerInvariant());
        return Read(name, @default, string.Join(" or ", choices.Keys), value =>
            value.GetString() is { } text && choices.TryGetValue(text, out var choice) ? choice : (T?)null);
    }

    public bool IsWord(string name, string word) => Find(name) is { } value && value.IsString() && value.GetString() == word;

    /// <summary>A list of an enumeration's flags in lower case; null: not given.</summary>
    /// <param name="words">The permitted flags.</param>
    public T? Flags<T>(string name, params IReadOnlyList<T> words)
        where T : struct, Enum
    {
        var known = words.ToDictionary(word => word.ToString().ToLowerInvariant());
        var expected = $"a list of {string.Join(", ", known.Keys)}";
        if (!Names.Contains(name))
        {
            Check.Know(PathOf(name));
            return null;
        }

        var flags = 0;
        foreach (var value in List(name, expected))
        {
            if (value.GetString() is { } text && known.TryGetValue(text, out var flag))
                flags |= Convert.ToInt32(flag, CultureInfo.InvariantCulture);
            else
                Refuse(name, $"expected {expected}, found {Found(value)} in it{Suggestion(value, known.Keys)}");
        }

        return (T)Enum.ToObject(typeof(T), flags);
    }

    /// <summary>A list with unchecked elements; empty by default.</summary>
    public IReadOnlyList<HoconValue> List(string name, string expected)
    {
        var value = Find(name);
        if (value is null || HoconText.IsList(value))
            return value is null ? [] : [.. value.GetArray()];
        Refuse(name, $"expected {expected}, found {Found(value)}");
        return [];
    }

    public static string Found(HoconValue value) =>
        value.IsObject() ? "a section"
        : HoconText.IsList(value) ? $"[{string.Join(", ", value.GetArray().Select(Found))}]"
        : value.GetString() is { } text ? SettingsCheck.Show(text)
        : "nothing";

    private static string Suggestion(HoconValue value, IEnumerable<string> known) =>
        !value.IsObject() && value.GetString() is { } text && NearestName.Of(text, known) is { } nearest ? $"; did you mean {nearest}?" : "";

    private static string Show(TimeSpan duration) =>
        duration.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours:0.#}h")
        : duration.TotalSeconds >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.#}s")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.#}ms");

    private static string Show(long bytes) =>
        bytes >= 1 << 30 ? $"{bytes >> 30}GiB"
        : bytes >= 1 << 20 ? $"{bytes >> 20}MiB"
        : bytes >= 1 << 10 ? $"{bytes >> 10}KiB"
        : $"{bytes}B";

    private static T? Within<T>(T value, T min, T max)
        where T : struct, IComparable<T> =>
        value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0 ? value : null;

    private T Read<T>(string name, T @default, string expected, Func<HoconValue, T?> read)
        where T : struct => ReadOrNull<T?>(name, @default, expected, read) ?? @default;

    /// <param name="default">For a missing setting; null: it is required.</param>
    /// <param name="read">Returns null for a wrong value.</param>
    private T? ReadOrNull<T>(string name, T? @default, string expected, Func<HoconValue, T?> read)
    {
        var value = Find(name);
        if (value is null)
        {
            if (@default is null)
                Refuse(name, $"expected {expected}, found nothing; add it");
            return @default;
        }

        try
        {
            if (value.IsString() && read(value) is { } result)
                return result;
        }
        catch (Exception fault) when (fault is FormatException or OverflowException or NotSupportedException or ArgumentException)
        {
            // Akka's getters throw these for a value of another kind: reported below.
        }

        Refuse(name, $"expected {expected}, found {Found(value)}");
        return @default;
    }

    private HoconValue? Find(string name)
    {
        Check.Know(PathOf(name));
        return _values?.GetValue(SettingPath.Quote(name));
    }
}
