namespace Herd.Actors.Clients;

/// <summary>What a <see cref="ClientConnection"/> is told by itself, its timers and its parent.</summary>
internal enum ClientSignal
{
    /// <summary>Places came; told behind all that had come by then, so that those share a flush.</summary>
    AnswersReady,

    /// <summary>PlacesQuery had its time, or did a batch before have it.</summary>
    PlacesOverdue,

    /// <summary>An unknown client had its time to become known.</summary>
    GraceOver,

    /// <summary>Time to see whether the client has been silent for too long.</summary>
    IdleCheck,

    /// <summary>Time to see whether the client still sends what nobody wants.</summary>
    DrainCheck,

    /// <summary>No further batch: the node stops.</summary>
    Close,
}
