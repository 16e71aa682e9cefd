using Herd.Actors.Membership;

namespace Herd.Node.Hosting;

internal interface IMembershipAccess
{
    /// <exception cref="Akka.Actor.AskTimeoutException">The membership doesn't answer.</exception>
    Task<Members> GetAsync();

    /// <summary>Removes a node that won't come back.</summary>
    /// <exception cref="Akka.Actor.AskTimeoutException">The membership doesn't answer.</exception>
    Task<Removal> RemoveAsync(string name);
}
