using Herd.Bench.Load;

namespace Herd.Bench.Rivals.Redis;

/// <summary>What <see cref="NewClients"/> is for our herd: each member once.</summary>
internal sealed class NewMembers(string prefix, int linesPerBlock) : ICommandSource
{
    private readonly GeoAddBlock _block = new(prefix, 0, linesPerBlock);
    private int _next;

    public CommandBlock Next()
    {
        _block.SetClients(_next);
        _next += linesPerBlock;
        return _block.At(_next / linesPerBlock);
    }
}
