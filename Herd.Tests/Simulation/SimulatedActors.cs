using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;

namespace Herd.Tests.Simulation;

/// <summary>An actor system on virtual time and its creator's thread. Herds share it in turn, because creation is slow.</summary>
internal sealed class SimulatedActors : IDisposable
{
    private static readonly Config Settings = ConfigurationFactory.ParseString($$"""
        akka {
          scheduler.implementation = "{{typeof(VirtualTime).AssemblyQualifiedName}}"
          test.calling-thread-dispatcher.type = "{{typeof(OneThreadDispatcher.Maker).AssemblyQualifiedName}}"
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """);

    private readonly ActorSystem _system = ActorSystem.Create("simulation", Settings);
    private readonly ConcurrentQueue<string> _faults = [];
    private long _reporters;

    public SimulatedActors()
    {
        ((OneThreadDispatcher)_system.Dispatchers.Lookup(CallingThreadDispatcher.Id)).Use(Environment.CurrentManagedThreadId, _faults);
        _system.EventStream.Subscribe(new FaultRecorder(_system, _faults), typeof(Error));
    }

    public SimulatedHost StartHost()
    {
        Time.StartAnew();
        return new SimulatedHost(_system);
    }

    public SimulatedReporter MakeReporter(Action<object> onAnswer) => new(_system, ++_reporters, onAnswer);

    public void Advance(TimeSpan time)
    {
        Time.Advance(time);
        ThrowIfFaulty();
    }

    public void ThrowIfFaulty()
    {
        if (_faults.TryDequeue(out var fault))
            throw new SimulationFailedException(fault);
    }

    public void Dispose() => _system.Terminate();

    private VirtualTime Time => (VirtualTime)_system.Scheduler;

    /// <summary>Gets errors synchronously; a subscribed actor would be watched from another thread.</summary>
    private sealed class FaultRecorder(ActorSystem system, ConcurrentQueue<string> faults) : MinimalActorRef
    {
        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "faults";

        public override IActorRefProvider Provider => ((ExtendedActorSystem)system).Provider;

        protected override void TellInternal(object message, IActorRef sender)
        {
            if (message is not Error { Cause: OutOfMemoryException or SimulatedBugException })
                faults.Enqueue($"an actor failed: {message}");
        }
    }
}
