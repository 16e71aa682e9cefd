using Herd.Bench.Load;

namespace Herd.Bench.Rivals.Redis;

/// <summary>What <see cref="MovingClients"/> is for our herd: the same members in turn, each time elsewhere.</summary>
internal sealed class MovingMembers : ICommandSource
{
    private readonly List<GeoAddBlock> _blocks = [];
    private int _next;

    /// <inheritdoc cref="MovingClients(string, int, int)"/>
    public MovingMembers(string prefix, int clients, int linesPerBlock)
    {
        for (var first = 0; first < clients; first += linesPerBlock)
            _blocks.Add(new GeoAddBlock(prefix, first, Math.Min(linesPerBlock, clients - first)));
    }

    public CommandBlock Next()
    {
        var (round, block) = Math.DivRem(_next++, _blocks.Count);
        return _blocks[block].At(round);
    }
}
