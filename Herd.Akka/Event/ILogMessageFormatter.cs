namespace Akka.Event;

/// <summary>Puts arguments into a template.</summary>
public interface ILogMessageFormatter
{
    string Format(string format, params object[] args);

    string Format(string format, IEnumerable<object> args);
}
