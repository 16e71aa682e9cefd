using Akka.Actor;

namespace Akka.Remote;

/// <summary>Remoting can't start, or isn't there.</summary>
public class RemoteTransportException : AkkaException
{
    public RemoteTransportException(string message, Exception? cause = null)
        : base(message, cause!)
    {
    }
}
