using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>Makes references, and finds them by path.</summary>
public interface IActorRefProvider
{
    /// <summary>/</summary>
    IInternalActorRef RootGuardian { get; }

    /// <summary>/user</summary>
    LocalActorRef Guardian { get; }

    /// <summary>/system</summary>
    LocalActorRef SystemGuardian { get; }

    IActorRef DeadLetters { get; }

    ActorPath RootPath { get; }

    Settings Settings { get; }

    Address DefaultAddress { get; }

    /// <summary>/temp: the receivers of answers to asks.</summary>
    IInternalActorRef TempContainer { get; }

    /// <summary>Ends when the root guardian has stopped.</summary>
    Task TerminationTask { get; }

    /// <summary>How references of this system are written for others.</summary>
    Serialization.Information SerializationInformation { get; }

    void Init(ActorSystemImpl system);

    IInternalActorRef ActorOf(ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path, bool systemService, Deploy deploy, bool lookupDeploy, bool async);

    FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs);

    ActorPath TempPath();

    void RegisterTempActor(IInternalActorRef actorRef, ActorPath path);

    void UnregisterTempActor(ActorPath path);

    IActorRef RootGuardianAt(Address address);

    /// <summary>The actor at a path; if there is none, a reference whose messages are dead letters.</summary>
    IActorRef ResolveActorRef(string path);

    /// <inheritdoc cref="ResolveActorRef(string)"/>
    IActorRef ResolveActorRef(ActorPath actorPath);

    /// <summary>The address by which another system knows this one; null if it doesn't.</summary>
    Address GetExternalAddressFor(Address address);
}
