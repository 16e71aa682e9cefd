namespace Akka.Actor.Internal;

/// <summary>A scheduler whose time isn't real time.</summary>
internal interface IVirtualTime
{
    /// <summary>Since some moment; never goes back.</summary>
    TimeSpan Elapsed { get; }
}
