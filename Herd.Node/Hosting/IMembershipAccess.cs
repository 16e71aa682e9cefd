using Herd.Actors.Membership;

namespace Herd.Node.Hosting;

/// <summary>The node's membership, for what the node does over HTTP.</summary>
internal interface IMembershipAccess
{
    /// <summary>Who is in the herd, as this node sees it.</summary>
    /// <exception cref="Akka.Actor.AskTimeoutException">The membership doesn't answer.</exception>
    Task<Members> GetAsync();

    /// <summary>Takes out a node that won't come back.</summary>
    /// <param name="name">The node's.</param>
    /// <exception cref="Akka.Actor.AskTimeoutException">The membership doesn't answer.</exception>
    Task<Removal> RemoveAsync(string name);
}
