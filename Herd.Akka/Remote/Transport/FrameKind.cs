namespace Akka.Remote.Transport;

/// <summary>What a frame is. Every frame is its length (a varint, of all that follows), its kind, and its content.</summary>
internal enum FrameKind : byte
{
    /// <summary>First in both directions: who speaks. See <see cref="Hello"/>.</summary>
    Hello,

    /// <summary>Instead of Hello: what it is about (see <see cref="RefusalKind"/>), and a reason for people. Then the connection ends.</summary>
    Refuse,

    /// <summary>From now on messages come on this connection and no other: a number, higher each time.</summary>
    Use,

    /// <summary>A message. See <see cref="Envelope"/>.</summary>
    Message,

    /// <summary>A system message: its number, then as a message.</summary>
    SystemMessage,

    /// <summary>All system messages up to that number have come.</summary>
    Acknowledge,

    /// <summary>Still here.</summary>
    Heartbeat,

    /// <summary>The end, and why: see <see cref="GoodbyeReason"/>.</summary>
    Goodbye,
}
