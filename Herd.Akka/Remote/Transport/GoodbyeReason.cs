namespace Akka.Remote.Transport;

/// <summary>Why a system ends a connection.</summary>
internal enum GoodbyeReason : byte
{
    /// <summary>The system ends.</summary>
    Shutdown = 1,

    /// <summary>It has quarantined the other.</summary>
    Quarantined,
}
