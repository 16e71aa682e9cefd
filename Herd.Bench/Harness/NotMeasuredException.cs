namespace Herd.Bench.Harness;

/// <summary>A subject can't be measured here, as when a program isn't installed: the report says so, and the run goes on.</summary>
/// <param name="message">What is missing and how to get it, on one line.</param>
internal sealed class NotMeasuredException(string message) : Exception(message);
