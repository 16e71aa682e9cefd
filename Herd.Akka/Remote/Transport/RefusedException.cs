namespace Akka.Remote.Transport;

/// <summary>The other system doesn't want this one, or this one doesn't want it.</summary>
internal sealed class RefusedException(string message, bool quarantined = false) : Exception(message)
{
    /// <summary>The reason is a quarantine.</summary>
    public bool Quarantined { get; } = quarantined;

    /// <summary>It is the other's refusal.</summary>
    public bool ByOther { get; init; }
}
