using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Herd.Actors.Membership;

/// <summary>Replaces Akka.NET's JSON serializer, which instantiates any type named on the wire. No cluster message needs it.</summary>
public sealed class RefusingSerializer : Serializer
{
    /// <summary>Akka.NET needs this signature.</summary>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : base(system)
    {
    }

    /// <summary>The one of Akka.NET's NewtonSoftJsonSerializer.</summary>
    public override int Identifier => 1;

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object obj) => throw new SerializationException($"no serializer for {obj.GetType()}");

    public override object FromBinary(byte[] bytes, Type type) => throw new SerializationException("objects of any type aren't taken from the wire");
}
