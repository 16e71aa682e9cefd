using System.IO.Hashing;
using System.Text;
using Herd.Actors.Access;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;

namespace Herd.Actors.Streams;

/// <param name="client">The only client's ID; null: all.</param>
public sealed class StreamFilter(GeoBox box, byte[]? client, ClientPattern allowed)
{
    private readonly bool _isEverywhere = box == GeoBox.World;
    private readonly bool _isOfAll = client is null && allowed.IsAll;

    public static StreamFilter Everything { get; } = new(GeoBox.World, null, ClientPattern.All);

    /// <summary>The same on every node: a cursor is valid only for the same filter.</summary>
    public ulong Hash { get; } = XxHash3.HashToUInt64(
        [.. Encoding.UTF8.GetBytes($"{box} {allowed.Text}\n"), client is null ? (byte)0 : (byte)1, .. client ?? []]);

    public bool IsOf(ReadOnlySpan<byte> id) => (client is null || id.SequenceEqual(client)) && allowed.Covers(id);

    /// <summary>If all clients are wanted, it doesn't read the frame, which is elsewhere in memory.</summary>
    public bool IsOf(Change change) => _isOfAll || IsOf(change.Client);

    public bool Contains(GeoPoint point) => _isEverywhere || box.Contains(point);
}
