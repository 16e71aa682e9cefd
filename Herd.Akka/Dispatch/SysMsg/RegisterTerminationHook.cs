namespace Akka.Dispatch.SysMsg;

/// <summary>Asks the system guardian to tell the sender <see cref="TerminationHook"/> before it stops.</summary>
internal sealed class RegisterTerminationHook
{
    public static RegisterTerminationHook Instance { get; } = new();
}
