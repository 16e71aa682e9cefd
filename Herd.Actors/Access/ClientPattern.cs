using System.Text;

namespace Herd.Actors.Access;

/// <summary>Matches client IDs. Each <c>*</c> stands for any bytes, or none; it can't be escaped. All other bytes are literal.</summary>
public sealed class ClientPattern
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int MaxLength = 1024;

    /// <summary>The parts around the <c>*</c>s.</summary>
    private readonly byte[][] _pieces;

    private ClientPattern(string text)
    {
        Text = text;
        _pieces = [.. text.Split('*').Select(Encoding.UTF8.GetBytes)];
        IsAll = _pieces.Length > 1 && Array.TrueForAll(_pieces, piece => piece.Length == 0);
    }

    public static ClientPattern All { get; } = new("*");

    public string Text { get; }

    public bool IsAll { get; }

    /// <returns>Null: empty, or longer than <see cref="MaxLength"/>.</returns>
    public static ClientPattern? Parse(string text) =>
        text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= MaxLength ? new ClientPattern(text) : null;

    public bool Covers(ReadOnlySpan<byte> id)
    {
        if (IsAll)
            return true;
        var (first, last) = (_pieces[0], _pieces[^1]);
        if (_pieces.Length == 1)
            return id.SequenceEqual(first);
        if (!id.StartsWith(first) || !id[first.Length..].EndsWith(last))
            return false;
        id = id[first.Length..^last.Length];
        // The first match is enough, as it leaves the most for the other pieces.
        foreach (var piece in _pieces.AsSpan(1, _pieces.Length - 2))
        {
            var at = id.IndexOf(piece);
            if (at < 0)
                return false;
            id = id[(at + piece.Length)..];
        }

        return true;
    }

    public override string ToString() => Text;
}
