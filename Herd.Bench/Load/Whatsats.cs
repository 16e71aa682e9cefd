using System.Globalization;
using System.Text;

namespace Herd.Bench.Load;

/// <summary>WHATSATs for the same clients in turn.</summary>
/// <param name="clients">Known to the node.</param>
/// <param name="first">Which of them is asked for first.</param>
internal sealed class Whatsats(IReadOnlyList<string> clients, int first) : ICommandSource
{
    private readonly List<byte[]> _lines =
    [
        .. clients.Select(client => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"WHATSAT {client} {Radius} {Results}\n"))),
    ];

    private int _next = first;

    /// <summary>Kilometres.</summary>
    public const int Radius = 10;

    public const int Results = 20;

    public CommandBlock Next() => new(_lines[_next++ % _lines.Count], 1);
}
