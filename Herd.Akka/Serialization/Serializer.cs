using Akka.Actor;

namespace Akka.Serialization;

/// <summary>Turns objects of some classes into bytes and back.</summary>
public abstract class Serializer
{
    protected readonly ExtendedActorSystem system;
    private int? _identifier;

    protected Serializer(ExtendedActorSystem system) => this.system = system;

    /// <summary>
    /// Tells serializers apart on the wire; below 100 they are Akka's. Unless overridden, it stands in
    /// <c>akka.actor.serialization-identifiers</c>.
    /// </summary>
    public virtual int Identifier => _identifier ??= SerializerIdentifierHelper.GetSerializerIdentifierFromConfig(GetType(), system);

    /// <summary>Whether the class goes with the bytes.</summary>
    public abstract bool IncludeManifest { get; }

    public abstract byte[] ToBinary(object obj);

    /// <summary>As <see cref="ToBinary"/>, with references under another address of this system.</summary>
    public byte[] ToBinaryWithAddress(Address address, object obj) =>
        Serialization.WithAddress(new Information(address, system), (this, obj), static state => state.Item1.ToBinary(state.obj));

    /// <param name="bytes">What <see cref="ToBinary"/> gave.</param>
    /// <param name="type">The class; null when no manifest is included.</param>
    public abstract object FromBinary(byte[] bytes, Type type);

    public T FromBinary<T>(byte[] bytes) => (T)FromBinary(bytes, typeof(T));
}
