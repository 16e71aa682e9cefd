namespace Herd.Bench.Load;

/// <summary>Each client once.</summary>
internal sealed class NewClients(string prefix, int linesPerBlock) : ICommandSource
{
    private readonly ClientClock _clock = new();
    private readonly IamatBlock _block = new(prefix, 0, linesPerBlock);
    private int _next;

    public CommandBlock Next()
    {
        _block.SetClients(_next);
        _next += linesPerBlock;
        return _block.At(_clock.Next());
    }
}
