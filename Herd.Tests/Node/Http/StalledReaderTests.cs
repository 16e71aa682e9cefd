using System.IO.Pipelines;
using Herd.Actors.Streams;
using Herd.Node.Http;
using Herd.Tests.Streams;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Herd.Tests.Node.Http;

public class StalledReaderTests
{
    /// <summary>Kestrel's.</summary>
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
        while (!told.IsCompleted)
        {
            response.Reader.AdvanceTo((await response.Reader.ReadAsync()).Buffer.End);
            await Task.Yield();
        }

        await told;
    }

    private static long Waiting(PipeReader reader)
    {
        Assert.True(reader.TryRead(out var read));
        reader.AdvanceTo(read.Buffer.Start);
        return read.Buffer.Length;
    }
}
