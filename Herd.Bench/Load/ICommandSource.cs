namespace Herd.Bench.Load;

/// <summary>What one connection sends. Used by one thread.</summary>
internal interface ICommandSource
{
    /// <summary>The next commands; none at the end.</summary>
    CommandBlock Next();
}
