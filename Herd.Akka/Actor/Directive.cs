namespace Akka.Actor;

/// <summary>What a supervisor does about a child's failure.</summary>
public enum Directive
{
    /// <summary>The child goes on with its next message.</summary>
    Resume,

    /// <summary>A new instance goes on with the next message.</summary>
    Restart,

    /// <summary>The supervisor fails in turn.</summary>
    Escalate,

    /// <summary>The child stops.</summary>
    Stop,
}
