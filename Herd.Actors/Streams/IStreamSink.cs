using Herd.Actors.Protocol;

namespace Herd.Actors.Streams;

/// <summary>Where a stream's events go.</summary>
public interface IStreamSink
{
    /// <summary>Whether so much was written that it had better be flushed.</summary>
    bool IsFull { get; }

    /// <summary>A newer location in the box.</summary>
    /// <param name="update">The location.</param>
    /// <param name="change">What it came with; null: it was caught up with.</param>
    void Move(UpdateFrame update, Change? change);

    /// <summary>A client that was in the box, or may have been, is outside now.</summary>
    /// <inheritdoc cref="Move"/>
    void Leave(UpdateFrame update, Change? change);

    /// <summary>A client was forgotten, or its location has expired.</summary>
    void Gone(ReadOnlySpan<byte> client);

    /// <summary>The reader knows what this node knows.</summary>
    /// <param name="cursor">How far; null: that can't be said just now.</param>
    void Ready(StreamCursor? cursor);

    /// <summary>All that was written before counts no more.</summary>
    void Reset();

    /// <summary>All that a cursor covers was written.</summary>
    /// <param name="cursor">How far.</param>
    /// <param name="isNext">The next event is covered too, and no other.</param>
    void Cursor(StreamCursor cursor, bool isNext);

    /// <summary>Waits until the reader has taken it.</summary>
    Task FlushAsync(CancellationToken cancel);
}
