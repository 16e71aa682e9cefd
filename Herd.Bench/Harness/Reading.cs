namespace Herd.Bench.Harness;

/// <summary>What one subject got in one round.</summary>
internal readonly record struct Reading(Measurement Measurement, double Value);
