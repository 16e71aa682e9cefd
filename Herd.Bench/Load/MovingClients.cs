namespace Herd.Bench.Load;

/// <summary>The same clients in turn, each time with a newer report.</summary>
internal sealed class MovingClients : ICommandSource
{
    private readonly ClientClock _clock = new();
    private readonly List<IamatBlock> _blocks = [];
    private int _next;

    /// <param name="prefix">Of their IDs.</param>
    /// <param name="clients">How many.</param>
    /// <param name="linesPerBlock">Reports in one write; fewer if there are fewer clients.</param>
    public MovingClients(string prefix, int clients, int linesPerBlock)
    {
        for (var first = 0; first < clients; first += linesPerBlock)
            _blocks.Add(new IamatBlock(prefix, first, Math.Min(linesPerBlock, clients - first)));
    }

    public CommandBlock Next() => _blocks[_next++ % _blocks.Count].At(_clock.Next());
}
