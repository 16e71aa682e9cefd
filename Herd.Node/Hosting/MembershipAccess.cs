using Akka.Actor;
using Akka.Hosting;
using Herd.Actors.Membership;

namespace Herd.Node.Hosting;

internal sealed class MembershipAccess(IRequiredActor<MembershipActor> membership) : IMembershipAccess
{
    /// <summary>Longer than the membership takes to answer, at the latest that the node isn't gone yet.</summary>
    public static readonly TimeSpan RemovalTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public Task<Members> GetAsync() => membership.ActorRef.Ask<Members>(GetMembers.Instance, Timeout);

    public Task<Removal> RemoveAsync(string name) => membership.ActorRef.Ask<Removal>(new Remove(name), RemovalTimeout);
}
