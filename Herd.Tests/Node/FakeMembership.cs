using System.Collections.Concurrent;
using Herd.Actors.Gossip;
using Herd.Actors.Membership;
using Herd.Node.Hosting;

namespace Herd.Tests.Node;

internal sealed class FakeMembership(Func<string, Removal> remove, params string[] members) : IMembershipAccess
{
    private readonly ConcurrentQueue<string> _asked = [];

    public IEnumerable<string> Asked => _asked;

    public Task<Members> GetAsync() => Task.FromResult(new Members(
        Standing.Member,
        [.. members.Select(name => new HerdMember(new MemberId(new NodeDescription(name, "127.0.0.1", 1, 2, 3), 1, "127.0.0.1:4", 1), MemberState.Up, true))]));

    public Task<Removal> RemoveAsync(string name)
    {
        _asked.Enqueue(name);
        return Task.FromResult(remove(name));
    }
}
