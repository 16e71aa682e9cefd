using Akka.Actor;

namespace Akka.Hosting;

/// <summary>Runs when all actors of a new actor system are started.</summary>
public delegate Task StartupTask(ActorSystem system, IActorRegistry registry);
