namespace Herd.Node.Logging;

/// <summary>What a line of the message log tells of.</summary>
internal enum MessageKind : byte
{
    Received,
    Sent,
    Note,
}
