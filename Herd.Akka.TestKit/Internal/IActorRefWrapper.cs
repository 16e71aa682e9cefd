using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>A reference that passes all on to the real one.</summary>
internal interface IActorRefWrapper
{
    LocalActorRef Wrapped { get; }
}
