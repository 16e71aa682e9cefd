using Akka.Dispatch;

namespace Akka.TestKit;

/// <summary>
/// Runs an actor on the thread that sends to it, before the send returns; a message that comes while the actor runs is
/// handled when it is done with the present one. Actors that all live here, and are told things by one thread only, run
/// in an order that doesn't change from run to run.
/// </summary>
public class CallingThreadDispatcher : MessageDispatcher
{
    /// <summary>Where the dispatcher is configured.</summary>
    public static new string Id = "akka.test.calling-thread-dispatcher";

    public CallingThreadDispatcher(MessageDispatcherConfigurator configurator)
        : base(configurator)
    {
        base.Id = Id;
        Throughput = int.MaxValue;
    }

    protected override void ExecuteTask(IRunnable run) => run.Run();

    protected override void Shutdown()
    {
    }
}
