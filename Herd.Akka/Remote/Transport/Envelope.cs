using Akka.Actor;
using Akka.Serialization;
using Akka.Serialization.Wire;

namespace Akka.Remote.Transport;

/// <summary>A message with its two ends: their paths, which serializer, its manifest, its bytes.</summary>
internal readonly ref struct Envelope
{
    private Envelope(string recipient, string sender, int serializerId, string manifest, ReadOnlySpan<byte> payload)
    {
        Recipient = recipient;
        Sender = sender;
        SerializerId = serializerId;
        Manifest = manifest;
        Payload = payload;
    }

    public string Recipient { get; }

    /// <summary>Empty if there is none.</summary>
    public string Sender { get; }

    public int SerializerId { get; }

    public string Manifest { get; }

    public ReadOnlySpan<byte> Payload { get; }

    /// <exception cref="System.Runtime.Serialization.SerializationException">The message has no serializer. A serializer can throw others.</exception>
    public static byte[] Write(ExtendedActorSystem system, object message, IActorRef? sender, IActorRef recipient) =>
        Akka.Serialization.Serialization.WithTransport(system, (system, message, sender, recipient), static state =>
        {
            var serializer = state.system.Serialization.FindSerializerFor(state.message);
            var payload = serializer.ToBinary(state.message);
            return new WireWriter(payload.Length + 256)
                .Text(state.recipient.Path.ToSerializationFormat())
                .Text(Akka.Serialization.Serialization.SerializedActorPath(state.sender!))
                .Signed(serializer.Identifier)
                .Text(Akka.Serialization.Serialization.ManifestFor(serializer, state.message))
                .Raw(payload)
                .ToArray();
        });

    public static Envelope Parse(ReadOnlySpan<byte> content)
    {
        var reader = new WireReader(content);
        var recipient = reader.Text();
        var sender = reader.Text();
        var serializerId = reader.Int();
        var manifest = reader.Text();
        return new Envelope(recipient, sender, serializerId, manifest, reader.Rest());
    }
}
