namespace Akka.Dispatch.SysMsg;

/// <summary>A system message, and its own link in a mailbox's stack.</summary>
internal abstract class SystemMessage : ISystemMessage
{
    internal SystemMessage? Next { get; set; }

    /// <summary>Must wait while the actor waits for its children to stop.</summary>
    internal virtual bool WaitsForChildren => false;

    /// <summary>Must wait while the actor is suspended.</summary>
    internal virtual bool WaitsWhenSuspended => false;

    public override string ToString() => $"<{GetType().Name}>";
}
