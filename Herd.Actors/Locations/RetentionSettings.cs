namespace Herd.Actors.Locations;

/// <param name="ExpireAfter">Locations with an older client time are removed (<c>herd.locations.expire-after</c>); zero: none is.</param>
/// <param name="ForgetFor">How long tombstones stay at least (<c>herd.locations.forget-for</c>).</param>
public sealed record RetentionSettings(TimeSpan ExpireAfter, TimeSpan ForgetFor)
{
    public static RetentionSettings Default { get; } = new(TimeSpan.Zero, TimeSpan.FromDays(30));
}
