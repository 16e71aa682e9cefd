using Akka.Actor;

namespace Akka.Serialization;

/// <summary>A serializer that says with a short text of its own what its bytes are.</summary>
public abstract class SerializerWithStringManifest : Serializer
{
    protected SerializerWithStringManifest(ExtendedActorSystem system)
        : base(system)
    {
    }

    public sealed override bool IncludeManifest => true;

    /// <summary>With the qualified name of the class as the manifest.</summary>
    public sealed override object FromBinary(byte[] bytes, Type type) => FromBinary(bytes, Serialization.NameOf(type));

    public abstract object FromBinary(byte[] bytes, string manifest);

    public abstract string Manifest(object o);
}
