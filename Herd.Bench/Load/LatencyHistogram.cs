using System.Diagnostics;
using System.Numerics;

namespace Herd.Bench.Load;

/// <summary>
/// Counts durations in buckets whose width grows with the value: any percentile within 1/64, about 1.6 %, at a fixed size
/// and a few nanoseconds a sample. Used by one thread at a time.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 6;
    private const int SubBuckets = 1 << SubBucketBits;

    private readonly int[] _counts = new int[(64 - SubBucketBits) * SubBuckets];

    /// <summary>Samples.</summary>
    public long Count { get; private set; }

    /// <param name="since">As <see cref="Stopwatch.GetTimestamp"/> gave it.</param>
    public void RecordSince(long since) => Record((long)Stopwatch.GetElapsedTime(since).TotalNanoseconds);

    /// <param name="nanoseconds">Below zero counts as zero.</param>
    public void Record(long nanoseconds)
    {
        _counts[BucketOf(Math.Max(0, nanoseconds))]++;
        Count++;
    }

    public void Add(LatencyHistogram other)
    {
        for (var bucket = 0; bucket < _counts.Length; bucket++)
            _counts[bucket] += other._counts[bucket];
        Count += other.Count;
    }

    /// <summary>What the given part of the samples doesn't exceed, in milliseconds; NaN without samples.</summary>
    /// <param name="part">0 to 1, as in 0.99.</param>
    public double Percentile(double part)
    {
        if (Count == 0)
            return double.NaN;
        var rank = Math.Max(1, (long)Math.Ceiling(part * Count));
        var bucket = -1;
        for (var seen = 0L; seen < rank;)
            seen += _counts[++bucket];
        return LargestOf(bucket) / 1e6;
    }

    /// <summary>
    /// Values below 64 have a bucket each. Above, the value's highest 1 and the six bits behind it are the bucket.
    /// </summary>
    private static int BucketOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value) - SubBucketBits);
        return (shift << SubBucketBits) + (int)(value >> shift);
    }

    private static long LargestOf(int bucket)
    {
        var shift = Math.Max(0, (bucket >> SubBucketBits) - 1);
        var leading = (long)(bucket - (shift << SubBucketBits));
        return ((leading + 1) << shift) - 1;
    }
}
