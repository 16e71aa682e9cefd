using Herd.Actors.Membership;

namespace Herd.Node.Hosting;

/// <summary>That of a node which is no member of anything.</summary>
internal sealed class NoMembership : IMembershipAccess
{
    public Task<Members> GetAsync() => Task.FromResult(new Members(Standing.Joining, []));

    public Task<Removal> RemoveAsync(string name) =>
        Task.FromResult(new Removal(RemovalOutcome.NotMember, "this node is no member of the herd, so it can take nobody out"));
}
