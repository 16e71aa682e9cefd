using Akka.Actor;
using Akka.Serialization.Wire;

namespace Akka.Remote.Serialization;

/// <summary>
/// Exceptions on the wire: their message, and their class if it is one of these. Any other comes out as an
/// <see cref="Exception"/> that says what it was.
/// </summary>
internal static class KnownExceptions
{
    public static WireWriter Write(WireWriter writer, Exception? cause) => cause is null
        ? writer.Bool(false)
        : writer.Bool(true).Text(cause.GetType().FullName ?? "").Text(cause.Message);

    public static Exception Read(ref WireReader reader)
    {
        if (!reader.Bool())
            return null!;
        var type = reader.Text();
        var message = reader.Text();
        return type switch
        {
            "System.Exception" => new Exception(message),
            "System.ArgumentException" => new ArgumentException(message),
            "System.InvalidOperationException" => new InvalidOperationException(message),
            "System.NotSupportedException" => new NotSupportedException(message),
            "System.TimeoutException" => new TimeoutException(message),
            "Akka.Actor.AskTimeoutException" => new AskTimeoutException(message),
            "Akka.Remote.RemoteTransportException" => new RemoteTransportException(message),
            _ => new Exception($"{type}: {message}"),
        };
    }
}
