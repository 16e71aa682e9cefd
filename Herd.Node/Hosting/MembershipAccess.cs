using Akka.Actor;
using Akka.Hosting;
using Herd.Actors.Membership;

namespace Herd.Node.Hosting;

/// <summary>Asks the node's membership actor.</summary>
internal sealed class MembershipAccess(IRequiredActor<MembershipActor> membership) : IMembershipAccess
{
    /// <summary>It answers when the node is gone, or after a while tells that it isn't yet.</summary>
    public static readonly TimeSpan RemovalTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public Task<Members> GetAsync() => membership.ActorRef.Ask<Members>(GetMembers.Instance, Timeout);

    public Task<Removal> RemoveAsync(string name) => membership.ActorRef.Ask<Removal>(new Remove(name), RemovalTimeout);
}
