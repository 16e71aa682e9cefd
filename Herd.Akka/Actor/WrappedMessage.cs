namespace Akka.Actor;

/// <summary>Takes messages out of their wrappings.</summary>
public static class WrappedMessage
{
    public static object Unwrap(object message)
    {
        while (message is IWrappedMessage wrapped)
            message = wrapped.Message;
        return message;
    }
}
