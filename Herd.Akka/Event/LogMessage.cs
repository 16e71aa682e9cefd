namespace Akka.Event;

/// <summary>A template and its arguments; made into text only when a logger wants it.</summary>
public abstract class LogMessage
{
    protected readonly ILogMessageFormatter Formatter;

    public LogMessage(ILogMessageFormatter formatter, string format)
    {
        Formatter = formatter;
        Format = format;
    }

    public string Format { get; }

    public abstract string Unformatted();

    public abstract IEnumerable<object> Parameters();

    public override string ToString() => Formatter.Format(Format, Parameters());
}
