using System.Runtime.Serialization;
using Akka.Actor;

namespace Akka.Serialization.Wire;

/// <summary>Messages, references and addresses within messages.</summary>
internal static class WirePayload
{
    // A peer can't make the reader go deeper into itself than this.
    private const int MaxDepth = 16;

    [ThreadStatic]
    private static int _depth;

    /// <summary>Any object with a serializer, or null.</summary>
    public static WireWriter Payload(this WireWriter writer, object? payload, ExtendedActorSystem system)
    {
        var serializer = system.Serialization.FindSerializerFor(payload!);
        return writer
            .Signed(serializer.Identifier)
            .Text(Serialization.ManifestFor(serializer, payload!))
            .Bytes(serializer.ToBinary(payload!));
    }

    public static object? Payload(this ref WireReader reader, ExtendedActorSystem system)
    {
        if (_depth >= MaxDepth)
            throw new SerializationException($"Messages in messages, more than {MaxDepth} deep.");
        var id = reader.Int();
        var manifest = reader.Text();
        var bytes = reader.Bytes().ToArray();
        _depth++;
        try
        {
            return system.Serialization.Deserialize(bytes, id, manifest);
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>A reference, or null; another system can use it.</summary>
    public static WireWriter Ref(this WireWriter writer, IActorRef? actor) => writer.Text(Serialization.SerializedActorPath(actor!));

    public static IActorRef? Ref(this ref WireReader reader, ExtendedActorSystem system)
    {
        var path = reader.Text();
        return path.Length == 0 ? null : system.Provider.ResolveActorRef(path);
    }

    public static WireWriter Address(this WireWriter writer, Address address) =>
        writer.Text(address.Protocol).Text(address.System).OptionalText(address.Host).Signed(address.Port ?? -1);

    public static Address Address(this ref WireReader reader)
    {
        var protocol = reader.Text();
        var system = reader.Text();
        var host = reader.OptionalText();
        var port = reader.Int();
        return port is >= -1 and <= ushort.MaxValue
            ? new Address(protocol, system, host, port < 0 ? null : port)
            : throw new SerializationException($"{port} is no port.");
    }
}
