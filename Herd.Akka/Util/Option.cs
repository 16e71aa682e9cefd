namespace Akka.Util;

/// <summary>A value, or none.</summary>
public readonly struct Option<T>
{
    public static readonly Option<T> None = default;

    private readonly T _value;

    public Option(T value)
    {
        _value = value;
        HasValue = value is not null;
    }

    public bool HasValue { get; }

    public bool IsEmpty => !HasValue;

    public T Value => _value;

    public static implicit operator Option<T>(T value) => new(value);

    public static Option<T> Create(T value) => new(value);

    public T GetOrElse(T fallbackValue) => HasValue ? _value : fallbackValue;

    public Option<TNew> Select<TNew>(Func<T, TNew> selector) => HasValue ? new Option<TNew>(selector(_value)) : Option<TNew>.None;

    public void OnSuccess(Action<T> action)
    {
        if (HasValue)
            action(_value);
    }

    public override string ToString() => HasValue ? $"Some<{_value}>" : "None";
}
