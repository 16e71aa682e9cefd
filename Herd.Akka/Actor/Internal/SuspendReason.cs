namespace Akka.Actor.Internal;

/// <summary>Why an actor waits for children to stop.</summary>
internal abstract record SuspendReason
{
    /// <summary>They were stopped one by one: nothing else waits for it.</summary>
    public sealed record UserRequest : SuspendReason
    {
        public static UserRequest Instance { get; } = new();
    }

    /// <summary>To be restarted afterwards.</summary>
    public sealed record Recreation(Exception Cause) : SuspendReason;

    /// <summary>To be made anew afterwards.</summary>
    public sealed record Creation : SuspendReason;

    /// <summary>To stop afterwards.</summary>
    public sealed record Termination : SuspendReason
    {
        public static Termination Instance { get; } = new();
    }
}
