namespace Akka.Dispatch.SysMsg;

/// <summary>The answer to <see cref="TerminationHook"/>.</summary>
internal sealed class TerminationHookDone
{
    public static TerminationHookDone Instance { get; } = new();
}
