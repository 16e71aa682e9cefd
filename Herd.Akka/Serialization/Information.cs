using Akka.Actor;

namespace Akka.Serialization;

/// <summary>Under which address the refs of a system are written for others.</summary>
public sealed class Information : IEquatable<Information>
{
    public Information(Address address, ActorSystem system)
    {
        Address = address;
        System = system;
    }

    public Address Address { get; }

    public ActorSystem System { get; }

    public static bool operator ==(Information? left, Information? right) => Equals(left, right);

    public static bool operator !=(Information? left, Information? right) => !Equals(left, right);

    public bool Equals(Information? other) => other is not null && Address == other.Address && ReferenceEquals(System, other.System);

    public override bool Equals(object? obj) => Equals(obj as Information);

    public override int GetHashCode() => HashCode.Combine(Address, System);
}
