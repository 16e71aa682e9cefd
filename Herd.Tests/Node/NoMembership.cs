using Herd.Actors.Membership;
using Herd.Node.Hosting;

namespace Herd.Tests.Node;

internal sealed class NoMembership : IMembershipAccess
{
    public Task<Members> GetAsync() => Task.FromResult(new Members(Standing.Joining, []));

    public Task<Removal> RemoveAsync(string name) => Task.FromResult(new Removal(RemovalOutcome.NotMember, "no member"));
}
