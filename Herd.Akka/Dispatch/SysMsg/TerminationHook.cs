namespace Akka.Dispatch.SysMsg;

/// <summary>The user's actors have stopped; the system's wait for <see cref="TerminationHookDone"/>.</summary>
internal sealed class TerminationHook
{
    public static TerminationHook Instance { get; } = new();
}
