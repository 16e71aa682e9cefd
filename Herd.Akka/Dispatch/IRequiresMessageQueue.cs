namespace Akka.Dispatch;

/// <summary>An actor whose mailbox must have a queue of a kind; <c>akka.actor.mailbox.requirements</c> says which that is.</summary>
public interface IRequiresMessageQueue<T>
    where T : ISemantics;
