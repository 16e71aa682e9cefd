using System.Threading.Channels;
using Herd.Bench.Harness;

namespace Herd.Bench.Throughput;

/// <summary>Messages between pairs of tasks with a channel each way.</summary>
internal sealed class ChannelMessages(RunSettings settings) : PlayedMessages(settings)
{
    public override string Name => "channels";

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override Task PlayAsync(int pairs, int underWay, int messages) =>
        Task.WhenAll(Enumerable.Range(0, pairs).Select(_ => Task.Run(() => PlayPairAsync(underWay, messages))));

    private static async Task PlayPairAsync(int underWay, int messages)
    {
        var there = Channel.CreateUnbounded<object>();
        var back = Channel.CreateUnbounded<object>();
        var pong = Task.Run(async () =>
        {
            await foreach (var ball in there.Reader.ReadAllAsync().ConfigureAwait(false))
                back.Writer.TryWrite(ball);
        });
        for (var ball = 0; ball < underWay; ball++)
            there.Writer.TryWrite(Ball);
        for (var left = messages / 2; left > 0; left--)
            there.Writer.TryWrite(await back.Reader.ReadAsync().ConfigureAwait(false));
        there.Writer.Complete();
        await pong.ConfigureAwait(false);
    }
}
