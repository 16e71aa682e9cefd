using System.Buffers;

namespace Herd.Actors.Places.Embedded;

/// <summary>The world's towns from GeoNames, in this assembly. All providers of a process share one copy.</summary>
public sealed class EmbeddedPlaces : IPlacesProvider
{
    private readonly TownData _towns = TownData.World;

    public bool TryAnswer(FindPlaces question, out ReadOnlyMemory<byte> json)
    {
        Span<int> found = stackalloc int[question.Bound];
        found = found[..TownSearch.FindMostProminent(
            _towns, question.Latitude, question.Longitude, question.RadiusKilometres, found)];
        var buffer = ArrayPool<byte>.Shared.Rent(TownJson.MaxLength(found.Length));
        json = buffer.AsSpan(0, TownJson.Write(_towns, found, buffer)).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        return true;
    }

    /// <summary>Never needed: everything is answered at once.</summary>
    public Task<ReadOnlyMemory<byte>> AskAsync(FindPlaces question, CancellationToken cancellation)
    {
        TryAnswer(question, out var json);
        return Task.FromResult(json);
    }

    public void Dispose()
    {
    }
}
