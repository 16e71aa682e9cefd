namespace Akka.Actor;

/// <summary>Selections from paths, as systems and contexts make them.</summary>
public static class ActorRefFactoryShared
{
    public static ActorSelection ActorSelection(ActorPath actorPath, ActorSystem system) =>
        new(((ExtendedActorSystem)system).Provider.RootGuardianAt(actorPath.Address), actorPath.Elements);

    public static ActorSelection ActorSelection(IActorRef anchorActorRef, string path) => new(anchorActorRef, path);

    /// <param name="path">Absolute with or without an address, or relative to <paramref name="lookupRoot"/>.</param>
    /// <param name="system">Whose tree an absolute path is in.</param>
    /// <param name="lookupRoot">Where a relative path starts.</param>
    public static ActorSelection ActorSelection(string path, ActorSystem system, IActorRef lookupRoot)
    {
        var provider = ((ExtendedActorSystem)system).Provider;
        if (path.StartsWith('/'))
            return new ActorSelection(provider.RootGuardian, path);
        if (Address.TryParse(path, out var address))
        {
            var slash = path.IndexOf('/', path.IndexOf("://", StringComparison.Ordinal) + 3);
            return new ActorSelection(provider.RootGuardianAt(address), slash < 0 ? "" : path[slash..]);
        }
        return new ActorSelection(lookupRoot, path);
    }
}
