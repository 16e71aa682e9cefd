namespace Akka.Dispatch;

/// <summary>The default: mailboxes take turns on the .NET thread pool.</summary>
public class Dispatcher : MessageDispatcher
{
    internal Dispatcher(MessageDispatcherConfigurator configurator, string id, int throughput, long? throughputDeadlineTime, TimeSpan shutdownTimeout)
        : base(configurator)
    {
        Id = id;
        Throughput = throughput;
        ThroughputDeadlineTime = throughputDeadlineTime;
        ShutdownTimeout = shutdownTimeout;
    }

    internal override void ExecuteAgain(Mailbox mailbox) => ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: false);

    // An actor that was told something by the one that runs now does best on the same thread, with the message still in its cache.
    protected override void ExecuteTask(IRunnable run)
    {
        if (!Turn.TryAdd(run))
            ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: true);
    }

    protected override void Shutdown()
    {
    }
}
