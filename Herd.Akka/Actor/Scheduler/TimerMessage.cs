namespace Akka.Actor.Scheduler;

/// <summary>What a timer puts into its actor's mailbox: the message, with what tells whether it still counts.</summary>
internal class TimerMessage(TimerScheduler owner, object key, int generation, object message) : IAutoReceivedMessage, INoSerializationVerificationNeeded, IWrappedMessage
{
    public TimerScheduler Owner { get; } = owner;

    public object Key { get; } = key;

    public int Generation { get; } = generation;

    public object Message { get; } = message;

    public override string ToString() => $"TimerMsg(key={Key}, generation={Generation}, msg={Message})";
}
