namespace Akka.Dispatch.SysMsg;

/// <summary>Undoes one <see cref="Suspend"/>.</summary>
internal sealed class Resume(Exception? causedByFailure) : SystemMessage
{
    /// <summary>The failure that this forgives; null when it is another's.</summary>
    public Exception? CausedByFailure { get; } = causedByFailure;

    internal override bool WaitsForChildren => true;
}
