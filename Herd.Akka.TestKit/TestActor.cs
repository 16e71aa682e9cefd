using Akka.Actor;

namespace Akka.TestKit;

/// <summary>What a test actor can be told to do. Anything else that it is told can be expected by the test.</summary>
public static class TestActor
{
    /// <summary>True for messages that are to be ignored.</summary>
    public delegate bool Ignore(object message);

    public static AutoPilot NoAutoPilot => TestKit.NoAutoPilot.Instance;

    public static AutoPilot KeepRunning => TestKit.KeepRunning.Instance;

    public static NullMessageEnvelope NullMessage => NullMessageEnvelope.Instance;

    /// <summary>Ignore what the function says; nothing when it is null.</summary>
    public class SetIgnore : INoSerializationVerificationNeeded
    {
        public SetIgnore(Ignore? ignore) => Ignore = ignore!;

        public Ignore Ignore { get; }
    }

    /// <summary>Watch an actor.</summary>
    public class Watch : INoSerializationVerificationNeeded
    {
        public Watch(IActorRef actorToWatch) => Actor = actorToWatch;

        public IActorRef Actor { get; }

        internal TaskCompletionSource? Done { get; init; }
    }

    /// <summary>Watch an actor no longer.</summary>
    public class Unwatch : INoSerializationVerificationNeeded
    {
        public Unwatch(IActorRef actorToUnwatch) => Actor = actorToUnwatch;

        public IActorRef Actor { get; }

        internal TaskCompletionSource? Done { get; init; }
    }

    /// <summary>Run this for each message from now on.</summary>
    public class SetAutoPilot : INoSerializationVerificationNeeded
    {
        public SetAutoPilot(AutoPilot autoPilot) => AutoPilot = autoPilot;

        public AutoPilot AutoPilot { get; }
    }

    /// <summary>Make a child, and answer with it.</summary>
    internal sealed record Spawn(Props Props, string? Name, SupervisorStrategy? SupervisorStrategy) : INoSerializationVerificationNeeded;
}
