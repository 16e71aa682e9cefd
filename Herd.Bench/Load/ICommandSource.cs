namespace Herd.Bench.Load;

/// <summary>What one connection sends. Used by one thread.</summary>
internal interface ICommandSource
{
    CommandBlock Next();
}
