namespace Akka;

/// <summary>Says that something is done, where a value is needed.</summary>
public sealed class Done
{
    public static readonly Done Instance = new();

    private Done()
    {
    }

    public override string ToString() => "Done";
}
