namespace Akka.Remote.Transport;

/// <summary>How a connection ended: with the other's goodbye, with a failure, or (neither) closed by this end.</summary>
internal readonly record struct ConnectionEnd(GoodbyeReason? Goodbye, Exception? Failure)
{
    public bool ByThisEnd => Goodbye is null && Failure is null;
}
