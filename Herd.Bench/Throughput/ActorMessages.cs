using Akka.Actor;
using Akka.Configuration;
using Herd.Bench.Harness;

namespace Herd.Bench.Throughput;

/// <summary>Messages between pairs of actors of this process.</summary>
internal sealed class ActorMessages(RunSettings settings) : PlayedMessages(settings)
{
    /// <summary>Balls that are under way when a pair is done go nowhere, and nobody has to be told.</summary>
    private static readonly Config Quiet = ConfigurationFactory.ParseString("akka.log-dead-letters = off");

    private ActorSystem? _system;

    public override string Name => "actors";

    public override async ValueTask DisposeAsync() => await (_system?.Terminate() ?? Task.CompletedTask).ConfigureAwait(false);

    protected override async Task PlayAsync(int pairs, int underWay, int messages)
    {
        var system = _system ??= ActorSystem.Create("bench", Quiet);
        var starts = Enumerable.Range(0, pairs).Select(_ => Start(system, messages)).ToList();
        foreach (var (ping, pong, _) in starts)
        {
            for (var ball = 0; ball < underWay; ball++)
                ping.Tell(Ball, pong);
        }

        await Task.WhenAll(starts.Select(pair => pair.Done)).ConfigureAwait(false);
        foreach (var (ping, pong, _) in starts)
        {
            system.Stop(ping);
            system.Stop(pong);
        }
    }

    private static (IActorRef Ping, IActorRef Pong, Task Done) Start(ActorSystem system, int messages)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (
            system.ActorOf(Props.Create(() => new Player(messages / 2, done))),
            system.ActorOf(Props.Create(() => new Player(int.MaxValue, done))),
            done.Task);
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
