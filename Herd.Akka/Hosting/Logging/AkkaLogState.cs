using System.Collections;
using Akka.Event;

namespace Akka.Hosting.Logging;

/// <summary>A log event as a text, and as the properties that structured logging looks at.</summary>
internal sealed class AkkaLogState(LogEvent log) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly string _text = TextOf(log);

    public int Count => 5;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("LogSource", log.LogSource),
        1 => new("Timestamp", log.Timestamp),
        2 => new("Thread", log.Thread.ManagedThreadId),
        3 => new("Message", _text),
        4 => new("{OriginalFormat}", "[{LogSource}] {Message}"),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"[{log.LogSource}] {_text}";

    private static string TextOf(LogEvent log)
    {
        try
        {
            return log.Message?.ToString() ?? "";
        }
        catch (FormatException e)
        {
            return $"(a message whose format doesn't fit its arguments: {e.Message})";
        }
    }
}
