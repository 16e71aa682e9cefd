using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;

namespace Herd.Actors.Streams;

/// <summary>A client's location that became known at a node, or a client that is known no more.</summary>
/// <param name="bytes">The update's frame; of a client that is gone, its ID.</param>
/// <param name="before">Where the client was; null: it wasn't known.</param>
/// <param name="now">Where it is; null: it is gone.</param>
/// <param name="kept">Counts what is rendered of it.</param>
public sealed class Change(byte[] bytes, GeoPoint? before, GeoPoint? now, KeptBytes kept)
{
    /// <summary>Stands for a text that isn't to be kept any more.</summary>
    private static readonly byte[] Evicted = [];

    private byte[]? _rendered;
    private long _next;
    private StreamCursor? _cursor;

    /// <summary>From 1, in the order in which the node learnt of changes.</summary>
    public long Position { get; internal set; }

    public GeoPoint? Before { get; } = before;

    public GeoPoint? Now { get; } = now;

    public bool IsGone => Now is null;

    /// <summary>Only if the client isn't gone.</summary>
    public UpdateFrame Frame => new(bytes);

    public ReadOnlySpan<byte> Client => IsGone ? bytes : Frame.Client;

    /// <summary>What a reader knows that has read up to here; null: nothing was noted, or not lately. May change while it is read.</summary>
    public StreamCursor? Cursor
    {
        get => Volatile.Read(ref _cursor);
        internal set => Volatile.Write(ref _cursor, value);
    }

    /// <summary>As text for readers, for all of them together; null: none of them has rendered it yet, or it isn't kept.</summary>
    public byte[]? Rendered => Volatile.Read(ref _rendered) is { Length: > 0 } text ? text : null;

    internal int Length => bytes.Length;

    /// <summary>The client's in the table, when this was added.</summary>
    internal int Entry { get; set; }

    /// <summary>Of the client's change before; 0: there is none, or it isn't kept any more.</summary>
    internal long Previous { get; set; }

    /// <summary>Keeps what was rendered for the other readers, if there is room.</summary>
    public void Keep(byte[] text)
    {
        if (kept.TryRender(text.Length) && Interlocked.CompareExchange(ref _rendered, text, null) is not null)
            kept.Drop(text.Length);
    }

    /// <summary>Keeps no text from here on.</summary>
    internal void Evict()
    {
        if (Interlocked.Exchange(ref _rendered, Evicted) is { Length: > 0 } text)
            kept.Drop(text.Length);
    }

    /// <summary>Of the client's next change; 0: there is none yet.</summary>
    internal long Next
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }
}

/// <summary>What a feed keeps: frames, which its writer counts, and what readers have rendered of them.</summary>
/// <param name="max">Bytes in all.</param>
public sealed class KeptBytes(long max)
{
    private long _frames;
    private long _rendered;

    /// <summary>Bytes kept now.</summary>
    public long Count => Volatile.Read(ref _frames) + Volatile.Read(ref _rendered);

    /// <summary>Counts a text on any thread.</summary>
    /// <returns>Whether there was room.</returns>
    internal bool TryRender(int length)
    {
        if (Interlocked.Add(ref _rendered, length) + Volatile.Read(ref _frames) <= max)
            return true;
        Drop(length);
        return false;
    }

    /// <summary>A text isn't kept any more, or wasn't.</summary>
    internal void Drop(int length) => Interlocked.Add(ref _rendered, -length);

    /// <summary>Counts a frame that comes, or goes. For one thread.</summary>
    internal void AddFrame(int length) => Volatile.Write(ref _frames, _frames + length);
}
