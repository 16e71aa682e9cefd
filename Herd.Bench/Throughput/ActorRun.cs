using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Akka.Actor;

namespace Herd.Bench.Throughput;

/// <summary>Messages per second between two actors of this process, beside two tasks with a channel each way, in turn.</summary>
internal sealed class ActorRun(int rounds)
{
    private const int Pairs = 4;
    private const int InFlight = 50;
    private const int Messages = 2_000_000;

    private static readonly object Ball = new();

    public async Task RunAsync(TextWriter output)
    {
        using var system = ActorSystem.Create("bench");
        var actors = new List<double>();
        var channels = new List<double>();
        var bytes = 0L;
        await ActorsAsync(system).ConfigureAwait(false);
        await ChannelsAsync().ConfigureAwait(false);
        for (var round = 0; round < rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            actors.Add(await ActorsAsync(system).ConfigureAwait(false));
            bytes += GC.GetTotalAllocatedBytes(precise: true) - before;
            channels.Add(await ChannelsAsync().ConfigureAwait(false));
        }

        await system.Terminate().ConfigureAwait(false);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""
            {Pairs} pairs, {InFlight} messages under way in each, {rounds} rounds, {Environment.ProcessorCount} processors, .NET {Environment.Version}, runtime {typeof(IActorRef).Assembly.GetName().Name}

            | messages/s | median | min | max |
            |---|---:|---:|---:|
            | actors | {actors.Order().ElementAt(rounds / 2):N0} | {actors.Min():N0} | {actors.Max():N0} |
            | channels | {channels.Order().ElementAt(rounds / 2):N0} | {channels.Min():N0} | {channels.Max():N0} |

            {(double)bytes / ((long)rounds * Messages):0.000} bytes allocated per message between actors
            """)).ConfigureAwait(false);
    }

    private static async Task<double> ActorsAsync(ActorSystem system)
    {
        var pairs = Enumerable.Range(0, Pairs).Select(_ => new TaskCompletionSource()).ToList();
        var starts = pairs.Select(done =>
            (Ping: system.ActorOf(Props.Create(() => new Player(Messages / Pairs / 2, done))), Pong: system.ActorOf(Props.Create(() => new Player(int.MaxValue, done))))).ToList();
        var watch = Stopwatch.StartNew();
        foreach (var (ping, pong) in starts)
        {
            for (var ball = 0; ball < InFlight; ball++)
                ping.Tell(Ball, pong);
        }

        await Task.WhenAll(pairs.Select(done => done.Task)).ConfigureAwait(false);
        var perSecond = Messages / watch.Elapsed.TotalSeconds;
        foreach (var (ping, pong) in starts)
        {
            system.Stop(ping);
            system.Stop(pong);
        }

        return perSecond;
    }

    private static async Task<double> ChannelsAsync()
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Pairs).Select(_ => Task.Run(PlayAsync))).ConfigureAwait(false);
        return Messages / watch.Elapsed.TotalSeconds;
    }

    private static async Task PlayAsync()
    {
        var there = Channel.CreateUnbounded<object>();
        var back = Channel.CreateUnbounded<object>();
        var pong = Task.Run(async () =>
        {
            await foreach (var ball in there.Reader.ReadAllAsync().ConfigureAwait(false))
                back.Writer.TryWrite(ball);
        });
        for (var ball = 0; ball < InFlight; ball++)
            there.Writer.TryWrite(Ball);
        for (var left = Messages / Pairs / 2; left > 0; left--)
            there.Writer.TryWrite(await back.Reader.ReadAsync().ConfigureAwait(false));
        there.Writer.Complete();
        await pong.ConfigureAwait(false);
    }

    private sealed class Player(int messages, TaskCompletionSource done) : UntypedActor
    {
        private int _left = messages;

        protected override void OnReceive(object message)
        {
            if (--_left == 0)
                done.TrySetResult();
            if (_left > 0)
                Sender.Tell(message, Self);
        }
    }
}
