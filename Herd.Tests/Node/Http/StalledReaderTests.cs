using System.IO.Pipelines;
using Herd.Actors.Streams;
using Herd.Node.Http;
using Herd.Tests.Streams;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Herd.Tests.Node.Http;

public class StalledReaderTests
{
    /// <summary>Kestrel's default.</summary>
    private const int MaxResponseBuffer = 64 * 1024;

    [Fact]
    public async Task Of_a_part_no_more_is_rendered_than_the_reader_takes()
    {
        var node = new StreamedNode("Goloman", new FakeTimeProvider(DateTimeOffset.UtcNow), kept: 1024);
        for (var number = 0; number < 1000; number++)
            node.Report($"client-{number:0000}", 10);
        var response = new Pipe(new PipeOptions(pauseWriterThreshold: MaxResponseBuffer, resumeWriterThreshold: MaxResponseBuffer / 2, useSynchronizationContext: false));
        using var cancel = new CancellationTokenSource();

        var told = node.Open(new SseSink(response.Writer, 0, new CursorSeal("goloman", ""), () => { })).StartAsync(null, mayHoldMore: false, cancel.Token);

        Assert.False(told.IsCompleted);
        Assert.InRange(Waiting(response.Reader), 1, MaxResponseBuffer + 32 * 1024);
        // Else the last read could wait for bytes that never come: the session ends a moment after its last flush.
        _ = told.ContinueWith(_ => response.Writer.Complete(), TaskScheduler.Default);
        ReadResult read;
        do
        {
            read = await response.Reader.ReadAsync();
            response.Reader.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted);
        await told;
    }

    [Fact]
    public async Task To_a_reader_that_has_gone_nothing_is_written_for_ever()
    {
        using var cancel = new CancellationTokenSource();
        var node = new StreamedNode("Goloman", new FakeTimeProvider(DateTimeOffset.UtcNow), kept: 1024);
        node.Report("kiwi", 10);
        var session = node.Open(new SseSink(new CompletedResponse(), 0, new CursorSeal("goloman", ""), () => { }));

        var told = Task.Run(() => session.StartAsync(null, mayHoldMore: false, cancel.Token));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => told.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    /// <summary>Like Kestrel's after its connection closes: it gives memory of exactly the requested length.</summary>
    private sealed class CompletedResponse : PipeWriter
    {
        public override void Advance(int bytes)
        {
        }

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => new(new FlushResult(isCanceled: false, isCompleted: true));

        public override Memory<byte> GetMemory(int sizeHint = 0) => new byte[sizeHint];

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }

    private static long Waiting(PipeReader reader)
    {
        Assert.True(reader.TryRead(out var read));
        reader.AdvanceTo(read.Buffer.Start);
        return read.Buffer.Length;
    }
}
