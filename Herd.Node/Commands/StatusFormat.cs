namespace Herd.Node.Commands;

/// <summary>How <c>herd status</c> shows what it has heard.</summary>
/// <param name="Json">For programs, not for people.</param>
/// <param name="Watch">Again and again at such intervals; null: once.</param>
internal sealed record StatusFormat(bool Json, TimeSpan? Watch);
