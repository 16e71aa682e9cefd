using Akka.Actor;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>Reads <c>akka.actor.serialization-identifiers</c>.</summary>
public static class SerializerIdentifierHelper
{
    /// <exception cref="ArgumentException">The class isn't among them.</exception>
    public static int GetSerializerIdentifierFromConfig(Type type, ExtendedActorSystem system)
    {
        foreach (var (name, id) in system.Settings.Config.GetConfig("akka.actor.serialization-identifiers")?.AsEnumerable() ?? [])
        {
            if (ConfiguredType.TryFind(name) == type)
                return id.GetInt();
        }
        throw new ArgumentException(
            $"Couldn't find serializer id for [{type}] under [akka.actor.serialization-identifiers]. Add it there, or override {nameof(Serializer.Identifier)}.",
            nameof(type));
    }
}
