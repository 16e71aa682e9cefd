using System.Collections.Concurrent;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.TestKit;

namespace Herd.Tests.Simulation;

/// <summary>Runs actors on the caller's thread, and records calls from any thread but the allowed one.</summary>
internal sealed class OneThreadDispatcher(MessageDispatcherConfigurator configurator) : CallingThreadDispatcher(configurator)
{
    private int _thread;
    private ConcurrentQueue<string> _faults = [];

    public void Use(int thread, ConcurrentQueue<string> faults) => (_thread, _faults) = (thread, faults);

    protected override void ExecuteTask(IRunnable run)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            _faults.Enqueue($"an actor ran on a thread of its own:\n{Environment.StackTrace}");
        base.ExecuteTask(run);
    }

    public sealed class Maker : MessageDispatcherConfigurator
    {
        private readonly OneThreadDispatcher _dispatcher;

        public Maker(Config config, IDispatcherPrerequisites prerequisites)
            : base(config, prerequisites) => _dispatcher = new OneThreadDispatcher(this);

        public override MessageDispatcher Dispatcher() => _dispatcher;
    }
}
