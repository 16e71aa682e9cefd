using Akka.Actor;

namespace Akka.Hosting;

/// <summary>Starts actors in a new actor system.</summary>
public delegate Task ActorStarter(ActorSystem system, IActorRegistry registry);
