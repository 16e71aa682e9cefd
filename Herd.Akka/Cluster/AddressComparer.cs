using Akka.Actor;

namespace Akka.Cluster;

/// <summary>By host, then port: the order of members, and so of leaders. Systems of one cluster differ in nothing else.</summary>
internal sealed class AddressComparer : IComparer<Address>
{
    public int Compare(Address? x, Address? y)
    {
        if (ReferenceEquals(x, y))
            return 0;
        if (x is null || y is null)
            return x is null ? -1 : 1;
        var byHost = string.CompareOrdinal(x.Host, y.Host);
        return byHost != 0 ? byHost : Nullable.Compare(x.Port, y.Port);
    }
}
