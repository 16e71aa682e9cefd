using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;

namespace Herd.Actors.Streams;

/// <summary>A client's new location at a node, or a client that is gone from it.</summary>
/// <param name="bytes">The update's frame; of a client that is gone, its ID.</param>
/// <param name="before">Null: the client wasn't known.</param>
/// <param name="now">Null: the client is gone.</param>
public sealed class Change(byte[] bytes, GeoPoint? before, GeoPoint? now, KeptBytes kept)
{
    /// <summary>Stands for a text that may not be kept any more.</summary>
    private static readonly byte[] Evicted = [];

    private byte[]? _rendered;
    private long _next;
    private StreamCursor? _cursor;

    /// <summary>From 1, in the order in which the node learnt of changes.</summary>
    public long Position { get; internal set; }

    public GeoPoint? Before { get; } = before;

    public GeoPoint? Now { get; } = now;

    public bool IsGone => Now is null;

    public UpdateFrame Frame => new(bytes);

    public ReadOnlySpan<byte> Client => IsGone ? bytes : Frame.Client;

    /// <summary>What a reader knows up to here; null: not noted, or not kept. May change while it is read.</summary>
    public StreamCursor? Cursor
    {
        get => Volatile.Read(ref _cursor);
        internal set => Volatile.Write(ref _cursor, value);
    }

    /// <summary>Text shared by all readers; null: not rendered yet, or not kept.</summary>
    public byte[]? Rendered => Volatile.Read(ref _rendered) is { Length: > 0 } text ? text : null;

    internal int Length => bytes.Length;

    /// <summary>The client's entry number when this was added.</summary>
    internal int Entry { get; set; }

    /// <summary>The position of the client's change before; 0: none is kept.</summary>
    internal long Previous { get; set; }

    public void Keep(byte[] text)
    {
        if (kept.TryRender(text.Length) && Interlocked.CompareExchange(ref _rendered, text, null) is not null)
            kept.Drop(text.Length);
    }

    internal void Evict()
    {
        if (Interlocked.Exchange(ref _rendered, Evicted) is { Length: > 0 } text)
            kept.Drop(text.Length);
    }

    /// <summary>The position of the client's next change; 0: there is none yet.</summary>
    internal long Next
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }
}

/// <summary>Bytes of frames, which the feed's writer counts, and of texts, which readers render.</summary>
public sealed class KeptBytes(long max)
{
    private long _frames;
    private long _rendered;

    public long Count => Volatile.Read(ref _frames) + Volatile.Read(ref _rendered);

    /// <returns>Whether there was room. Safe on any thread.</returns>
    internal bool TryRender(int length)
    {
        if (Interlocked.Add(ref _rendered, length) + Volatile.Read(ref _frames) <= max)
            return true;
        Drop(length);
        return false;
    }

    internal void Drop(int length) => Interlocked.Add(ref _rendered, -length);

    /// <summary>For one thread.</summary>
    internal void AddFrame(int length) => Volatile.Write(ref _frames, _frames + length);
}
