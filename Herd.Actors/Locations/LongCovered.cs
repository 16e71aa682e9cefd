namespace Herd.Actors.Locations;

/// <summary>
/// What every member of the herd has had for some time. A tombstone that goes has been at every node for longer than any cursor of
/// a stream is taken: so whoever comes with one that doesn't cover it comes too late.
/// </summary>
/// <param name="least">How long, at least. At most it is twice that.</param>
internal sealed class LongCovered(TimeSpan least)
{
    private VersionVector _old = VersionVector.Empty;
    private VersionVector _young = VersionVector.Empty;
    private TimeSpan? _turned;

    /// <summary>What every member has now.</summary>
    public VersionVector Newest { get; set; } = VersionVector.Empty;

    /// <param name="now">By a clock that never goes back.</param>
    public VersionVector At(TimeSpan now)
    {
        if (_turned is not { } turned || now - turned >= least)
            (_old, _young, _turned) = (_young, Newest, now);
        return _old;
    }
}
