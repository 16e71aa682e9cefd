namespace Akka.Actor;

/// <summary>Names an actor system: <c>akka://system</c>, or <c>akka.tcp://system@host:port</c> for one elsewhere.</summary>
public sealed class Address : IEquatable<Address>
{
    public Address(string protocol, string system, string? host = null, int? port = null)
    {
        Protocol = protocol;
        System = system;
        Host = host;
        Port = port;
    }

    public string Protocol { get; }

    public string System { get; }

    public string? Host { get; }

    public int? Port { get; }

    public bool HasLocalScope => string.IsNullOrEmpty(Host);

    public bool HasGlobalScope => !HasLocalScope;

    public static bool operator ==(Address? left, Address? right) => Equals(left, right);

    public static bool operator !=(Address? left, Address? right) => !Equals(left, right);

    /// <summary>Parses <c>protocol://system[@host:port]</c>; what follows a slash behind it is left out.</summary>
    /// <exception cref="UriFormatException">It isn't an address.</exception>
    public static Address Parse(string address) =>
        TryParse(address, out var parsed) ? parsed : throw new UriFormatException($"Not an actor system's address: '{address}'.");

    public static bool TryParse(string path, [global::System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Address? address)
    {
        address = null;
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0 || !path.StartsWith("akka", StringComparison.Ordinal))
            return false;
        var rest = path[(scheme + 3)..];
        if (rest.IndexOf('/') is var slash and >= 0)
            rest = rest[..slash];
        var protocol = path[..scheme];
        var at = rest.IndexOf('@');
        if (rest.Length == 0 || at == 0)
            return false;
        if (at < 0)
        {
            address = new Address(protocol, rest);
            return true;
        }
        var colon = rest.LastIndexOf(':');
        if (colon < at || !int.TryParse(rest.AsSpan(colon + 1), out var port))
            return false;
        address = new Address(protocol, rest[..at], rest[(at + 1)..colon], port);
        return true;
    }

    public Address WithProtocol(string protocol) => new(protocol, System, Host, Port);

    public Address WithSystem(string system) => new(Protocol, system, Host, Port);

    public Address WithHost(string? host = null) => new(Protocol, System, host, Port);

    public Address WithPort(int? port = null) => new(Protocol, System, Host, port);

    public string HostPort()
    {
        var text = ToString();
        return text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..];
    }

    public bool Equals(Address? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Port == other.Port && Host == other.Host && System == other.System && Protocol == other.Protocol);

    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Protocol, System, Host, Port);

    public override string ToString() =>
        HasLocalScope ? $"{Protocol}://{System}" : $"{Protocol}://{System}@{Host}:{Port}";
}
