using System.Diagnostics.CodeAnalysis;
using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>
/// Settings in a tree, read by paths like <c>akka.actor.debug</c>; a key with a dot in it stands in
/// quotation marks: <c>hosts."a.example".port</c>. Immutable; laid over another with <see cref="WithFallback"/>.
/// </summary>
/// <remarks>
/// A getter throws <see cref="FormatException"/> when the setting is there and isn't of its kind, and
/// <see cref="InvalidOperationException"/> on a configuration made with <c>new Config()</c>, which has no tree at all.
/// </remarks>
public class Config
{
    /// <summary>A configuration without any setting.</summary>
    public static readonly Config Empty = ConfigurationFactory.Empty;

    private readonly HoconValue? _own;

    public Config()
    {
    }

    /// <exception cref="ArgumentNullException">The root has no value.</exception>
    public Config(HoconRoot root)
        : this(root.Value ?? throw new ArgumentNullException(nameof(root), "The root value cannot be null."),
            root.Value, null, root.Substitutions)
    {
    }

    /// <exception cref="ArgumentNullException">The source is null.</exception>
    public Config(Config source, Config? fallback)
        : this((source ?? throw new ArgumentNullException(nameof(source)))._own, source.Root, fallback, source.Substitutions)
    {
    }

    private Config(HoconValue? own, HoconValue? merged, Config? fallback, IEnumerable<HoconSubstitution> substitutions)
    {
        _own = own;
        Root = merged;
        Fallback = fallback;
        Substitutions = substitutions;
    }

    /// <summary>What this configuration is laid over, or null.</summary>
    public Config? Fallback { get; }

    /// <summary>True when there is no setting in it.</summary>
    public virtual bool IsEmpty => Root is null || Root.IsEmpty;

    /// <summary>The tree with all fallbacks merged in; null only for <c>new Config()</c>.</summary>
    public HoconValue? Root { get; }

    /// <summary>The <c>${…}</c> of this configuration, resolved.</summary>
    public IEnumerable<HoconSubstitution> Substitutions { get; set; } = [];

    /// <summary>True when something stands at the path, <c>null</c> included.</summary>
    public virtual bool HasPath(string path) => Find(path) is not null;

    /// <summary>The value at the path, or null.</summary>
    public HoconValue? GetValue(string path) => Find(path);

    /// <summary>The settings below the path as a configuration of their own, or null when nothing stands there.</summary>
    public virtual Config? GetConfig(string path) => Find(path) is { } value ? new Config(new HoconRoot(value)) : null;

    /// <summary>The text at the path, without outer white space; <c>null</c> in the file is null here.</summary>
    [return: NotNullIfNotNull(nameof(@default))]
    public virtual string? GetString(string path, string? @default = null) =>
        Find(path) is { } value ? value.GetString()! : @default;

    /// <summary>on, true, off or false.</summary>
    /// <exception cref="NotSupportedException">Any other text.</exception>
    public virtual bool GetBoolean(string path, bool @default = false) => Find(path)?.GetBoolean() ?? @default;

    public virtual int GetInt(string path, int @default = 0) => Find(path)?.GetInt() ?? @default;

    public virtual long GetLong(string path, long @default = 0) => Find(path)?.GetLong() ?? @default;

    public virtual float GetFloat(string path, float @default = 0) => Find(path)?.GetFloat() ?? @default;

    public virtual double GetDouble(string path, double @default = 0) => Find(path)?.GetDouble() ?? @default;

    public virtual decimal GetDecimal(string path, decimal @default = 0) => Find(path)?.GetDecimal() ?? @default;

    /// <inheritdoc cref="HoconValue.GetByteSize"/>
    public virtual long? GetByteSize(string path) => Find(path)?.GetByteSize();

    /// <inheritdoc cref="HoconValue.GetByteSize"/>
    public virtual long? GetByteSize(string path, long? def = null) =>
        Find(path) is { } value ? value.GetByteSize() : def;

    /// <inheritdoc cref="HoconValue.GetTimeSpan"/>
    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) =>
        Find(path)?.GetTimeSpan(allowInfinite) ?? @default.GetValueOrDefault();

    /// <summary>The list of texts at the path, empty when nothing stands there.</summary>
    public virtual IList<string> GetStringList(string path) => Find(path)?.GetStringList() ?? [];

    /// <summary>The list of texts at the path, or <paramref name="defaultPaths"/> when nothing stands there.</summary>
    public virtual IList<string> GetStringList(string path, string[] defaultPaths) =>
        Find(path)?.GetStringList() ?? defaultPaths;

    public virtual IList<bool> GetBooleanList(string path) => Require(path).GetBooleanList();

    public virtual IList<int> GetIntList(string path) => Require(path).GetIntList();

    public virtual IList<long> GetLongList(string path) => Require(path).GetLongList();

    public virtual IList<float> GetFloatList(string path) => Require(path).GetFloatList();

    public virtual IList<double> GetDoubleList(string path) => Require(path).GetDoubleList();

    public virtual IList<decimal> GetDecimalList(string path) => Require(path).GetDecimalList();

    public virtual IList<byte> GetByteList(string path) => Require(path).GetByteList();

    /// <summary>The settings at the top of the tree, those of fallbacks included.</summary>
    public virtual IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable() =>
        Root?.GetObject()?.Items ?? Enumerable.Empty<KeyValuePair<string, HoconValue>>();

    /// <summary>
    /// This configuration over <paramref name="fallback"/>: sections are merged, and where both have a plain
    /// value or a list, this one's counts. Neither of the two is changed.
    /// </summary>
    /// <exception cref="ArgumentException">A configuration can't be its own fallback.</exception>
    public virtual Config WithFallback(Config? fallback)
    {
        if (ReferenceEquals(fallback, this))
            throw new ArgumentException("Config can not have itself as fallback", nameof(fallback));
        if (fallback.IsNullOrEmpty())
            return this;
        if (IsEmpty)
            return fallback;

        return Over(fallback);
    }

    /// <summary>A copy of this configuration, over <paramref name="fallback"/> and its own fallbacks.</summary>
    protected Config Copy(Config? fallback = null) =>
        fallback is null ? new Config(_own, Root, Fallback, Substitutions) : Over(fallback);

    /// <summary>This configuration's own settings as HOCON, without those of fallbacks.</summary>
    public override string ToString() => _own?.ToString() ?? "";

    /// <summary>As HOCON, with the settings of the fallbacks or without.</summary>
    public string ToString(bool includeFallback) => includeFallback ? Root?.ToString() ?? "" : ToString();

    public static Config operator +(Config config, string fallback) =>
        config.WithFallback(ConfigurationFactory.ParseString(fallback));

    public static Config operator +(string configHocon, Config fallbackConfig) =>
        ConfigurationFactory.ParseString(configHocon).WithFallback(fallbackConfig);

    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    private Config Over(Config fallback)
    {
        var merged = new HoconValue();
        merged.AppendValue(HoconObject.Merged(fallback.Root!.GetObject(), Root?.GetObject()));
        var chain = Fallback is null ? fallback : Fallback.Over(fallback);
        return new Config(_own, merged, chain, Substitutions);
    }

    private HoconValue? Find(string path)
    {
        var value = Root ?? throw new InvalidOperationException("This configuration has no root.");
        foreach (var key in ConfigPath.Split(path))
        {
            if (value.GetChildObject(key) is not { } child)
                return null;
            value = child;
        }

        return value;
    }

    private HoconValue Require(string path) =>
        Find(path) ?? throw new FormatException($"Expected a list at '{path}', found nothing.");
}
