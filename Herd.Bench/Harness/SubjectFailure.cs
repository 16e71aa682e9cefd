namespace Herd.Bench.Harness;

/// <summary>Why a subject has no values.</summary>
/// <param name="Subject">Its name.</param>
/// <param name="Reason">On one line.</param>
/// <param name="IsFault">Whether something failed; else it couldn't be measured here.</param>
internal sealed record SubjectFailure(string Subject, string Reason, bool IsFault);
