using Akka.Actor;

namespace Akka.Remote;

/// <summary>The incarnation of this system.</summary>
public class AddressUidExtension : ExtensionIdProvider<AddressUid>
{
    public static int Uid(ActorSystem system) => system.WithExtension<AddressUid, AddressUidExtension>().Uid;

    public override AddressUid CreateExtension(ExtendedActorSystem system) => new();
}
