namespace Akka.Event;

/// <summary>A log message with its arguments in an array.</summary>
internal sealed class DefaultLogMessage(ILogMessageFormatter formatter, string format, params object[] arguments)
    : LogMessage(formatter, format)
{
    public override string Unformatted() => $"{Format} ({string.Join(", ", arguments)})";

    public override IEnumerable<object> Parameters() => arguments;
}
