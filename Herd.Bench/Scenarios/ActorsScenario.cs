using System.Diagnostics;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Configuration;
using Herd.Bench.Harness;

namespace Herd.Bench.Scenarios;

internal sealed class ActorsScenario : IScenario
{
    private const int Pairs = 4;
    private const int UnderWay = 50;

    private static readonly Measurement Rate = new("messages", "messages/s", Better.Higher);
    private static readonly Measurement Allocated = new("allocated", "bytes/message", Better.Lower);

    private static readonly object Ball = new();

    public string Name => "actors";

    public string Description =>
        "Four pairs of actors play 50 messages each to each other and back, in this process; beside them pairs of tasks with a channel each way.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) =>
    [
        new Subject("actors", async cancel =>
        {
            // Balls in flight when a pair is done become dead letters; don't log them.
            var system = ActorSystem.Create("bench", ConfigurationFactory.ParseString("akka { log-dead-letters = off, loglevel = WARNING }"));
            var readings = await RunRoundAsync(settings, messages => PlayActorsAsync(system, messages), cancel).ConfigureAwait(false);
            await system.Terminate().ConfigureAwait(false);
            return readings;
        }),
        new Subject("channels", cancel => RunRoundAsync(settings, PlayChannelsAsync, cancel)),
    ];

    private static async Task<IReadOnlyList<Reading>> RunRoundAsync(RunSettings settings, Func<int, Task> play, CancellationToken cancel)
    {
        var messages = settings.Size(2_000_000, 20_000);
        await play(messages / Pairs).ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        await play(messages / Pairs).ConfigureAwait(false);
        watch.Stop();
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        return [Rate.Is(messages / watch.Elapsed.TotalSeconds), Allocated.Is(allocated / (double)messages)];
    }

    /// <param name="messages">Per pair, both ways together.</param>
    private static Task PlayActorsAsync(ActorSystem system, int messages)
    {
        var pairs = Enumerable.Range(0, Pairs).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        foreach (var done in pairs)
        {
            var ping = system.ActorOf(Props.Create(() => new Player(messages / 2, done)));
            var pong = system.ActorOf(Props.Create(() => new Player(int.MaxValue, done)));
            for (var ball = 0; ball < UnderWay; ball++)
                ping.Tell(Ball, pong);
        }

        return Task.WhenAll(pairs.Select(done => done.Task));
    }

    private static Task PlayChannelsAsync(int messages) =>
        Task.WhenAll(Enumerable.Range(0, Pairs).Select(_ => Task.Run(() => PlayPairAsync(messages))));

    private static async Task PlayPairAsync(int messages)
    {
        var there = Channel.CreateUnbounded<object>();
        var back = Channel.CreateUnbounded<object>();
        var pong = Task.Run(async () =>
        {
            await foreach (var ball in there.Reader.ReadAllAsync().ConfigureAwait(false))
                back.Writer.TryWrite(ball);
        });
        for (var ball = 0; ball < UnderWay; ball++)
            there.Writer.TryWrite(Ball);
        for (var left = messages / 2; left > 0; left--)
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
