namespace Herd.Node.Survey;

/// <summary>A node that answers where another one was expected.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Herd">Its herd's; null: the same.</param>
internal sealed record Stranger(string Node, string? Herd)
{
    public override string ToString() => Herd is null ? Node : $"{Node} of herd {Herd}";
}
