namespace Akka.Configuration.Hocon;

/// <summary>A parsed text: its tree, and the substitutions in it.</summary>
public class HoconRoot
{
    protected HoconRoot()
    {
    }

    public HoconRoot(HoconValue value, IEnumerable<HoconSubstitution> substitutions)
    {
        Value = value;
        Substitutions = substitutions;
    }

    public HoconRoot(HoconValue value)
        : this(value, [])
    {
    }

    public HoconValue? Value { get; }

    public IEnumerable<HoconSubstitution> Substitutions { get; } = [];
}
