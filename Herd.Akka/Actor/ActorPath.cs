using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Akka.Actor;

/// <summary>
/// Where an actor is in the tree of its system: <c>akka://system/user/parent/child</c>. Two paths are equal when
/// address and names are, whatever the incarnation (<see cref="Uid"/>).
/// </summary>
public abstract class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>
{
    /// <summary>What may stand in a name besides ASCII letters, digits and %hh.</summary>
    public const string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    private int _hash;
    private string? _text;

    protected ActorPath(Address address, string name)
    {
        Address = address;
        Name = name;
    }

    protected ActorPath(ActorPath parentPath, string name, long uid)
    {
        Address = parentPath.Address;
        Parent = parentPath;
        Depth = parentPath.Depth + 1;
        Name = name;
        Uid = uid;
    }

    public Address Address { get; }

    /// <summary>Null at the root.</summary>
    public ActorPath Parent { get; } = null!;

    public string Name { get; }

    /// <summary>The incarnation; 0 when none is meant.</summary>
    public long Uid { get; }

    /// <summary>How many names there are below the root.</summary>
    public int Depth { get; }

    public ActorPath Root => ParentOf(0);

    public IReadOnlyList<string> Elements
    {
        get
        {
            var names = new string[Depth];
            for (var path = this; path.Depth > 0; path = path.Parent)
                names[path.Depth - 1] = path.Name;
            return names;
        }
    }

    public static ActorPath operator /(ActorPath path, string name) => path.Child(name);

    public static ActorPath operator /(ActorPath path, IEnumerable<string> name) =>
        name.Where(n => n.Length > 0).Aggregate(path, (p, n) => p / n);

    public static bool operator ==(ActorPath? left, ActorPath? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(ActorPath? left, ActorPath? right) => !(left == right);

    public static bool IsValidPathElement(string s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$')
            return false;
        for (var i = 0; i < s.Length; i++)
        {
            if (s[i] == '%' && i + 2 < s.Length && char.IsAsciiHexDigit(s[i + 1]) && char.IsAsciiHexDigit(s[i + 2]))
                i += 2;
            else if (!char.IsAsciiLetterOrDigit(s[i]) && !ValidSymbols.Contains(s[i]))
                return false;
        }
        return true;
    }

    /// <exception cref="UriFormatException">It isn't a path.</exception>
    public static ActorPath Parse(string path) =>
        TryParse(path, out var parsed) ? parsed : throw new UriFormatException($"Can not parse an ActorPath: {path}");

    public static bool TryParse(string path, [NotNullWhen(true)] out ActorPath? actorPath)
    {
        actorPath = null;
        if (!Address.TryParse(path, out var address))
            return false;
        var slash = path.IndexOf('/', path.IndexOf("://", StringComparison.Ordinal) + 3);
        return TryParse(new RootActorPath(address), slash < 0 ? "/" : path[slash..], out actorPath);
    }

    public static bool TryParse(ActorPath basePath, string absoluteUri, out ActorPath actorPath)
    {
        actorPath = basePath;
        if (absoluteUri.Length == 0 || absoluteUri[0] != '/')
            return false;
        var fragment = absoluteUri.IndexOf('#');
        var uid = 0L;
        if (fragment >= 0 && !long.TryParse(absoluteUri.AsSpan(fragment + 1), out uid))
            return false;
        foreach (var name in (fragment < 0 ? absoluteUri : absoluteUri[..fragment]).Split('/', StringSplitOptions.RemoveEmptyEntries))
            actorPath /= name;
        if (uid != 0)
            actorPath = actorPath.WithUid(uid);
        return true;
    }

    /// <summary>The names with a slash before each.</summary>
    public static string FormatPathElements(IEnumerable<string> pathElements) => "/" + string.Join('/', pathElements);

    public ActorPath Child(string childName)
    {
        var hash = childName.IndexOf('#');
        return hash < 0
            ? new ChildActorPath(this, childName, 0)
            : new ChildActorPath(this, childName[..hash], long.Parse(childName.AsSpan(hash + 1), global::System.Globalization.CultureInfo.InvariantCulture));
    }

    public ActorPath ParentOf(int depth)
    {
        var path = this;
        while (path.Depth > depth)
            path = path.Parent;
        return path;
    }

    public ActorPath WithUid(long uid) => Depth == 0 || uid == Uid ? this : new ChildActorPath(Parent, Name, uid);

    public string ToStringWithoutAddress()
    {
        if (Depth == 0)
            return "/";
        var text = new StringBuilder();
        foreach (var name in Elements)
            text.Append('/').Append(name);
        return text.ToString();
    }

    public string ToStringWithAddress() => _text ??= Address + ToStringWithoutAddress();

    public string ToStringWithAddress(Address address) => (Address.HasGlobalScope ? Address : address) + ToStringWithoutAddress();

    public string ToStringWithUid() => Uid == 0 ? ToStringWithAddress() : $"{ToStringWithAddress()}#{Uid}";

    public string ToSerializationFormat() => ToStringWithUid();

    public string ToSerializationFormatWithAddress(Address address) =>
        Uid == 0 ? ToStringWithAddress(address) : $"{ToStringWithAddress(address)}#{Uid}";

    public override string ToString() => ToStringWithAddress();

    public bool Equals(ActorPath? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || other.Depth != Depth || other.GetHashCode() != GetHashCode())
            return false;
        for (ActorPath a = this, b = other; a.Depth > 0; a = a.Parent, b = b.Parent)
        {
            if (a.Name != b.Name)
                return false;
        }
        return Address == other.Address;
    }

    public override bool Equals(object? obj) => obj is ActorPath other && Equals(other);

    public override int GetHashCode()
    {
        if (_hash == 0)
            _hash = Depth == 0 ? Address.GetHashCode() : HashCode.Combine(Parent.GetHashCode(), Name);
        return _hash;
    }

    public int CompareTo(ActorPath? other) =>
        other is null ? 1 : string.CompareOrdinal(ToStringWithAddress(), other.ToStringWithAddress());
}
