namespace Herd.Actors.Locations;

/// <summary>What every member has had for longer than stream cursors are valid. Only tombstones that it covers may go.</summary>
/// <param name="least">How long at least; at most it is twice that.</param>
internal sealed class LongCovered(TimeSpan least)
{
    private VersionVector _old = VersionVector.Empty;
    private VersionVector _young = VersionVector.Empty;
    private DateTimeOffset? _turned;

    public VersionVector Newest { get; set; } = VersionVector.Empty;

    /// <param name="now">By the clock that dates cursors.</param>
    public VersionVector At(DateTimeOffset now)
    {
        if (_turned is not { } turned || now - turned >= least)
            (_old, _young, _turned) = (_young, Newest, now);
        return _old;
    }
}
