using System.Diagnostics;
using Herd.Bench.Harness;

namespace Herd.Bench.Throughput;

/// <summary>Messages that pairs of this process play to each other and back.</summary>
internal abstract class PlayedMessages(RunSettings settings) : ISubject
{
    /// <summary>What is played.</summary>
    protected static readonly object Ball = new();

    private const int Pairs = 4;
    private const int UnderWay = 50;
    private const int Messages = 2_000_000;
    private const int FewMessages = 20_000;

    private static readonly Measurement Rate = new("messages", "messages/s", Better.Higher);
    private static readonly Measurement Allocated = new("allocated", "bytes/message", Better.Lower);

    private readonly int _messages = settings.Size(Messages, FewMessages);
    private bool _isWarm;

    public abstract string Name { get; }

    public async Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel)
    {
        if (!_isWarm)
            await PlayAsync(Pairs, UnderWay, _messages / Pairs).ConfigureAwait(false);
        _isWarm = true;
        cancel.ThrowIfCancellationRequested();

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        await PlayAsync(Pairs, UnderWay, _messages / Pairs).ConfigureAwait(false);
        watch.Stop();
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        return [Rate.Is(_messages / watch.Elapsed.TotalSeconds), Allocated.Is(allocated / (double)_messages)];
    }

    public abstract ValueTask DisposeAsync();

    /// <param name="pairs">That play at once.</param>
    /// <param name="underWay">Messages of each pair.</param>
    /// <param name="messages">That each pair plays, both ways together.</param>
    protected abstract Task PlayAsync(int pairs, int underWay, int messages);
}
