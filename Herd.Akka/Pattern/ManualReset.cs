namespace Akka.Pattern;

/// <summary>Forgets when told <see cref="BackoffSupervisor.Reset"/>.</summary>
internal sealed record ManualReset : IBackoffReset;
