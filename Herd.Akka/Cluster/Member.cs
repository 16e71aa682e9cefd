using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster;

/// <summary>A member of the cluster as one gossip knows it. Two are equal when they are the same incarnation, whatever their status.</summary>
public class Member : IComparable<Member>, IComparable
{
    /// <summary>By host, then port.</summary>
    public static readonly IComparer<Address> AddressOrdering = new AddressComparer();

    /// <summary>Oldest first; members that aren't up yet are younger than all that are.</summary>
    public static readonly IComparer<Member> AgeOrdering = new AgeComparer();

    /// <summary>The number of a member that hasn't been up.</summary>
    internal const int NotUpYet = int.MaxValue;

    /// <summary>What may become of a member in each status. Nothing comes back: that keeps a merge of two gossips simple.</summary>
    internal static readonly ImmutableDictionary<MemberStatus, ImmutableHashSet<MemberStatus>> AllowedTransitions =
        new Dictionary<MemberStatus, ImmutableHashSet<MemberStatus>>
        {
            [MemberStatus.Joining] = [MemberStatus.WeaklyUp, MemberStatus.Up, MemberStatus.Leaving, MemberStatus.Down, MemberStatus.Removed],
            [MemberStatus.WeaklyUp] = [MemberStatus.Up, MemberStatus.Leaving, MemberStatus.Down, MemberStatus.Removed],
            [MemberStatus.Up] = [MemberStatus.Leaving, MemberStatus.Down, MemberStatus.Removed],
            [MemberStatus.Leaving] = [MemberStatus.Exiting, MemberStatus.Down, MemberStatus.Removed],
            [MemberStatus.Exiting] = [MemberStatus.Removed, MemberStatus.Down],
            [MemberStatus.Down] = [MemberStatus.Removed],
            [MemberStatus.Removed] = [],
        }.ToImmutableDictionary();

    internal Member(UniqueAddress uniqueAddress, int upNumber, MemberStatus status, ImmutableHashSet<string> roles)
    {
        UniqueAddress = uniqueAddress;
        UpNumber = upNumber;
        Status = status;
        Roles = roles;
    }

    public UniqueAddress UniqueAddress { get; }

    public Address Address => UniqueAddress.Address;

    public MemberStatus Status { get; }

    public ImmutableHashSet<string> Roles { get; }

    /// <summary>Counted up by the leader with each member that comes up: the lower, the older.</summary>
    internal int UpNumber { get; }

    /// <summary>It has been up, or was taken in as such, and hasn't begun to go.</summary>
    internal bool IsLive => Status is not (MemberStatus.Down or MemberStatus.Exiting or MemberStatus.Removed);

    public bool HasRole(string role) => Roles.Contains(role);

    /// <summary>Came up earlier; between two that came up together, the one whose address comes first.</summary>
    public bool IsOlderThan(Member other) =>
        UpNumber == other.UpNumber ? UniqueAddress.CompareTo(other.UniqueAddress) < 0 : UpNumber < other.UpNumber;

    /// <summary>The same member in another status.</summary>
    /// <exception cref="InvalidOperationException">A member can't get there from its status.</exception>
    public Member Copy(MemberStatus status)
    {
        if (status == Status)
            return this;
        if (!AllowedTransitions[Status].Contains(status))
            throw new InvalidOperationException($"Invalid member status transition {Status} -> {status}");
        return new Member(UniqueAddress, UpNumber, status, Roles);
    }

    /// <summary>The same member, Up.</summary>
    /// <exception cref="InvalidOperationException">A member can't get there from its status.</exception>
    public Member CopyUp(int upNumber) => new(UniqueAddress, upNumber, Copy(MemberStatus.Up).Status, Roles);

    /// <summary>By address, then incarnation.</summary>
    public int CompareTo(Member? other) => UniqueAddress.CompareTo(other?.UniqueAddress);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as Member);

    public override bool Equals(object? obj) => obj is Member other && UniqueAddress.Equals(other.UniqueAddress);

    public override int GetHashCode() => UniqueAddress.GetHashCode();

    public override string ToString() =>
        $"Member(address = {Address}, Uid={UniqueAddress.Uid} status = {Status}, role=[{string.Join(",", Roles)}], upNumber={UpNumber})";
}
