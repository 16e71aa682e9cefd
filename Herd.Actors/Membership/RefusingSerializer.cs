using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Herd.Actors.Membership;

/// <summary>Stands for each serializer of Akka.NET that the cluster doesn't need.</summary>
/// <remarks>
/// In untrusted mode, Akka.NET still delivers Kill and most system messages to any actor, and instantiates types named on the wire.
/// </remarks>
public sealed class RefusingSerializer : Serializer
{
    /// <summary>For the HOCON of an actor system: only the cluster's messages, and selections with one of these inside, are left.</summary>
    public static readonly string Config = string.Join(
        '\n',
        new[] { "json", "bytes", "primitive", "proto", "daemon-create", "akka-misc", "akka-system-msg" }
            .Select(name => $"akka.actor.serializers.{name} = \"{typeof(RefusingSerializer).FullName}, {typeof(RefusingSerializer).Assembly.GetName().Name}\""));

    /// <summary>Akka.NET needs this signature.</summary>
    public RefusingSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <summary>Akka.NET needs this signature, too: some serializers have settings.</summary>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : base(system)
    {
    }

    /// <summary>Of Akka.NET's NewtonSoftJsonSerializer. The others' identifiers are unknown then, which is a refusal too.</summary>
    public override int Identifier => 1;

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object obj) => throw new SerializationException($"no serializer for {obj.GetType()}");

    public override object FromBinary(byte[] bytes, Type type) => throw new SerializationException("objects of any type aren't taken from the wire");
}
