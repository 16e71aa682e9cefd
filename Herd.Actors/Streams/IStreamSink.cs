using Herd.Actors.Protocol;

namespace Herd.Actors.Streams;

public interface IStreamSink
{
    /// <summary>Whether so much was written that it should be flushed.</summary>
    bool IsFull { get; }

    /// <summary>A newer location in the box.</summary>
    /// <param name="change">Null: from a catch-up.</param>
    void Move(UpdateFrame update, Change? change);

    /// <summary>A client that was in the box, or may have been, is outside now.</summary>
    void Leave(UpdateFrame update, Change? change);

    /// <summary>A client was forgotten, or its location has expired.</summary>
    void Gone(ReadOnlySpan<byte> client);

    /// <summary>The reader knows what this node knows.</summary>
    /// <param name="cursor">Null: there is none just now.</param>
    void Ready(StreamCursor? cursor);

    /// <summary>Nothing that was written before counts any more, and no cursor either.</summary>
    void Reset();

    /// <summary>All that a cursor covers was written.</summary>
    /// <param name="isNext">The next event is covered too, and no other.</param>
    void Cursor(StreamCursor cursor, bool isNext);

    /// <summary>Waits until the reader has taken everything.</summary>
    Task FlushAsync(CancellationToken cancel);
}
