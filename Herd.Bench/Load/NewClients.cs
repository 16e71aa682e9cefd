namespace Herd.Bench.Load;

/// <summary>Each client once.</summary>
/// <param name="prefix">Of their IDs.</param>
/// <param name="linesPerBlock">Reports in one write.</param>
/// <param name="clients">How many; a multiple of <paramref name="linesPerBlock"/>.</param>
internal sealed class NewClients(string prefix, int linesPerBlock, int clients = int.MaxValue) : ICommandSource
{
    private readonly ClientClock _clock = new();
    private readonly IamatBlock _block = new(prefix, 0, linesPerBlock);
    private int _next;

    public CommandBlock Next()
    {
        if (_next >= clients)
            return default;
        _block.SetClients(_next);
        _next += linesPerBlock;
        return _block.At(_clock.Next());
    }
}
