using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Herd.Actors.Membership;

/// <summary>
/// Stands where Akka.NET has its JSON serializer, for whatever has no serializer of its own: that one makes objects of any
/// type whose name comes over the wire. A cluster's messages all have their own.
/// </summary>
public sealed class RefusingSerializer : Serializer
{
    /// <summary>Called by Akka.NET, which has settings for its own.</summary>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : base(system)
    {
    }

    /// <summary>That of Akka.NET's NewtonSoftJsonSerializer.</summary>
    public override int Identifier => 1;

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object obj) => throw new SerializationException($"no serializer for {obj.GetType()}");

    public override object FromBinary(byte[] bytes, Type type) => throw new SerializationException("objects of any type aren't taken from the wire");
}
