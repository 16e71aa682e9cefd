using Akka.Actor;
using Akka.Hosting;
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

internal sealed class MembershipAccess(IRequiredActor<MembershipActor> membership) : IMembershipAccess
{
    /// <summary>Longer than the membership takes to answer, at the latest that the node isn't gone yet.</summary>
    public static readonly TimeSpan RemovalTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public Task<Members> GetAsync() => membership.ActorRef.Ask<Members>(GetMembers.Instance, Timeout);

    public Task<Removal> RemoveAsync(string name) => membership.ActorRef.Ask<Removal>(new Remove(name), RemovalTimeout);
}
