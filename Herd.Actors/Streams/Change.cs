using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;

namespace Herd.Actors.Streams;

/// <summary>A client's location that became known at a node, or a client that is known no more.</summary>
/// <param name="bytes">The update's frame; of a client that is gone, its ID.</param>
/// <param name="before">Where the client was; null: it wasn't known.</param>
/// <param name="now">Where it is; null: it is gone.</param>
public sealed class Change(byte[] bytes, GeoPoint? before, GeoPoint? now)
{
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

    /// <summary>As text for readers, for all of them together, once one of them has rendered it. For whoever renders.</summary>
    public byte[]? Rendered { get; set; }

    internal int Length => bytes.Length;

    /// <summary>The client's in the table, when this was added.</summary>
    internal int Entry { get; set; }

    /// <summary>Of the client's change before; 0: there is none, or it isn't kept any more.</summary>
    internal long Previous { get; set; }

    /// <summary>Of the client's next change; 0: there is none yet.</summary>
    internal long Next
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }
}
