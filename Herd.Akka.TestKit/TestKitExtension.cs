using Akka.Actor;

namespace Akka.TestKit;

/// <summary>The test kit's settings of an actor system.</summary>
public class TestKitExtension : ExtensionIdProvider<TestKitSettings>
{
    public static TestKitSettings For(ActorSystem system) => new TestKitExtension().Apply(system);

    public override TestKitSettings CreateExtension(ExtendedActorSystem system) => new(system.Settings.Config);
}
