namespace Akka.Dispatch.SysMsg;

/// <summary>Restart.</summary>
internal sealed class Recreate(Exception cause) : SystemMessage
{
    public Exception Cause { get; } = cause;

    internal override bool WaitsForChildren => true;
}
