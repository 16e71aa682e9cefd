namespace Akka.Actor;

/// <summary>Comes when an actor got no message for as long as it said with SetReceiveTimeout, and again after each such time.</summary>
public class ReceiveTimeout : IPossiblyHarmful
{
    private ReceiveTimeout()
    {
    }

    public static ReceiveTimeout Instance { get; } = new();
}
