using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.MessageQueues;

namespace Akka.Dispatch;

/// <summary>A limit, and fit for a stash. <c>mailbox-capacity</c> is the limit, <c>mailbox-push-timeout-time</c> how long a sender waits for room.</summary>
public class BoundedDequeBasedMailbox : MailboxType, IProducesMessageQueue<BoundedDequeMessageQueue>, IProducesPushTimeoutSemanticsMailbox
{
    /// <exception cref="ArgumentException">The capacity or the time is negative.</exception>
    public BoundedDequeBasedMailbox(Settings settings, Config config)
        : base(settings, config)
    {
        Capacity = config.GetInt("mailbox-capacity");
        PushTimeout = config.GetTimeSpan("mailbox-push-timeout-time");
        if (Capacity < 0)
            throw new ArgumentException("The capacity for BoundedDequeBasedMailbox cannot be negative", nameof(config));
        if (PushTimeout < TimeSpan.Zero)
            throw new ArgumentException("The push time-out for BoundedDequeBasedMailbox cannot be negative", nameof(config));
    }

    public int Capacity { get; }

    public TimeSpan PushTimeout { get; }

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new BoundedDequeMessageQueue(Capacity, PushTimeout);
}
