namespace Herd.Actors;

/// <summary>
/// What came in, what went out, links made and lost: the node's message log. No method blocks, waits or throws:
/// where the log can't keep up it leaves lines out and says how many.
/// </summary>
public interface IMessageLog
{
    /// <summary>Whole lines that came from a client, as they came.</summary>
    void Received(long connection, ReadOnlySpan<byte> lines);

    /// <summary>An answer, or several in a row, as they went out.</summary>
    void Sent(long connection, ReadOnlySpan<byte> answers);

    /// <summary>Something that happened to a link or a connection, in words, on one line.</summary>
    void Note(string text);

    /// <summary>A client was forgotten: its ID is to be gone from the log within a minute.</summary>
    /// <param name="key">What stands for it (<see cref="Protocol.ClientHash"/>).</param>
    void Forget(ReadOnlySpan<byte> key);
}

/// <summary>Keeps nothing.</summary>
public sealed class NoMessageLog : IMessageLog
{
    public static NoMessageLog Instance { get; } = new();

    public void Received(long connection, ReadOnlySpan<byte> lines) { }

    public void Sent(long connection, ReadOnlySpan<byte> answers) { }

    public void Note(string text) { }

    public void Forget(ReadOnlySpan<byte> key) { }
}
