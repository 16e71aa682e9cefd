using Akka.Configuration;

namespace Herd.Actors.Storage;

/// <summary>The <see cref="DurableStore"/>'s own thread. The actor system's configuration must hold <see cref="Config"/>.</summary>
public static class StorageDispatcher
{
    public const string Id = "akka.actor.herd-storage-dispatcher";

    public static Config Config { get; } = ConfigurationFactory.ParseString($"{Id} {{ type = PinnedDispatcher }}");
}
