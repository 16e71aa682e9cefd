namespace Akka.Remote.Transport;

/// <summary>The other system doesn't want this one, or this one doesn't want it.</summary>
internal sealed class RefusedException(string message, RefusalKind kind = RefusalKind.Other) : Exception(message)
{
    public RefusalKind Kind { get; } = kind;

    /// <summary>The reason is a quarantine.</summary>
    public bool Quarantined => Kind == RefusalKind.Quarantined;

    /// <summary>It is the other's refusal.</summary>
    public bool ByOther { get; init; }
}
