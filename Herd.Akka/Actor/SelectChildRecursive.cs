namespace Akka.Actor;

/// <summary>To all that is below: **, at the end of a path.</summary>
public class SelectChildRecursive : SelectionPathElement
{
    public static readonly SelectChildRecursive Instance = new();

    public override bool Equals(object? obj) => obj is SelectChildRecursive;

    public override int GetHashCode() => "**".GetHashCode();

    public override string ToString() => "**";
}
