namespace Herd.Actors.Locations;

/// <summary>How long what is stored stays.</summary>
/// <param name="ExpireAfter">A location whose client time is so long ago goes (<c>herd.locations.expire-after</c>); zero: none does.</param>
/// <param name="ForgetFor">How long a tombstone stays at least (<c>herd.locations.forget-for</c>).</param>
public sealed record RetentionSettings(TimeSpan ExpireAfter, TimeSpan ForgetFor)
{
    public static RetentionSettings Default { get; } = new(TimeSpan.Zero, TimeSpan.FromDays(30));
}
