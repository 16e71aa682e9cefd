using System.Collections.Concurrent;

namespace Akka.Dispatch;

/// <summary>A thread of its own, that ends with its last actor.</summary>
public sealed class PinnedDispatcher : MessageDispatcher
{
    private readonly BlockingCollection<IRunnable> _work = [];
    private readonly Lock _gate = new();
    private Thread? _thread;

    internal PinnedDispatcher(MessageDispatcherConfigurator configurator, string id, int throughput, long? throughputDeadlineTime, TimeSpan shutdownTimeout)
        : base(configurator)
    {
        Id = id;
        Throughput = throughput;
        ThroughputDeadlineTime = throughputDeadlineTime;
        ShutdownTimeout = shutdownTimeout;
    }

    protected override void ExecuteTask(IRunnable run)
    {
        lock (_gate)
        {
            _work.Add(run);
            if (_thread is not null)
                return;
            _thread = new Thread(Work) { IsBackground = true, Name = Id };
            _thread.Start();
        }
    }

    protected override void Shutdown() => _work.Add(new ActionRunnable(static () => { }));

    private void Work()
    {
        while (true)
        {
            var run = _work.Take();
            try
            {
                run.Run();
            }
            catch (Exception e)
            {
                ReportFailure(e);
            }
            lock (_gate)
            {
                if (Inhabitants > 0 || _work.Count > 0)
                    continue;
                _thread = null;
                return;
            }
        }
    }
}
