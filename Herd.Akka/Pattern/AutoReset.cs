namespace Akka.Pattern;

/// <summary>Forgets when the child hasn't failed again for <paramref name="ResetBackoff"/>.</summary>
internal sealed record AutoReset(TimeSpan ResetBackoff) : IBackoffReset;
