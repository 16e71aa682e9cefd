namespace Akka.Cluster;

/// <summary>Oldest first: by the number that a member got when it came up.</summary>
internal sealed class AgeComparer : IComparer<Member>
{
    public int Compare(Member? x, Member? y)
    {
        if (x is null || y is null)
            return Comparer<object>.Default.Compare(x is null ? 0 : 1, y is null ? 0 : 1);
        return x.Equals(y) ? 0 : x.IsOlderThan(y) ? -1 : 1;
    }
}
