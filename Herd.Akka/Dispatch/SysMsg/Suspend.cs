namespace Akka.Dispatch.SysMsg;

/// <summary>Handle no user messages until <see cref="Resume"/>.</summary>
internal sealed class Suspend : SystemMessage
{
    internal override bool WaitsForChildren => true;
}
