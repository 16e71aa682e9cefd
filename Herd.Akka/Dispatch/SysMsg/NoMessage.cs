namespace Akka.Dispatch.SysMsg;

/// <summary>On top of a stack of system messages: it is closed.</summary>
internal sealed class NoMessage : SystemMessage
{
    public static NoMessage Instance { get; } = new();
}
