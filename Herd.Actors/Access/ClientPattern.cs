using System.Text;

namespace Herd.Actors.Access;

/// <summary>
/// Client IDs that begin, end or go on in a certain way. Each <c>*</c> stands for any bytes, also for none; every other byte
/// stands for itself, in either case as it is written. There is no way to write a <c>*</c> that stands only for itself.
/// </summary>
public sealed class ClientPattern
{
    /// <summary>No pattern is longer, in bytes of UTF-8.</summary>
    public const int MaxLength = 1024;

    /// <summary>What stands before, between and behind the <c>*</c>s.</summary>
    private readonly byte[][] _pieces;

    private ClientPattern(string text)
    {
        Text = text;
        _pieces = [.. text.Split('*').Select(Encoding.UTF8.GetBytes)];
        IsAll = _pieces.Length > 1 && Array.TrueForAll(_pieces, piece => piece.Length == 0);
    }

    /// <summary>Covers every ID.</summary>
    public static ClientPattern All { get; } = new("*");

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whether it covers every ID.</summary>
    public bool IsAll { get; }

    /// <returns>Null: it is empty, or longer than <see cref="MaxLength"/>.</returns>
    public static ClientPattern? Parse(string text) =>
        text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= MaxLength ? new ClientPattern(text) : null;

    /// <param name="id">A client's, any bytes.</param>
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
        // The first place will do: it leaves the most for the pieces behind.
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
