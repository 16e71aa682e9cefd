using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Xunit;

namespace Herd.Tests.AkkaRuntime.TestKit;

/// <summary>A whole actor system on one thread and on time of its own: everything in it goes by the seed.</summary>
public class SimulatedHerdTests
{
    private static readonly Config Simulated = ConfigurationFactory.ParseString("""
        akka {
          loggers = []
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
          actor.default-dispatcher.type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"
          actor.internal-dispatcher.type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"
        }
        """);

    [Fact]
    public void The_same_seed_gives_the_same_order_of_messages()
    {
        foreach (var seed in Enumerable.Range(1, 20))
        {
            var trace = Simulate(seed, steps: 300);

            Assert.Equal(trace, Simulate(seed, steps: 300));
            Assert.Contains(trace, line => line.Contains("restarts"));
            Assert.Contains(trace, line => line.Contains("is gone"));
            Assert.Contains(trace, line => line.Contains("hears"));
        }
    }

    [Fact]
    public void Another_seed_gives_another_order() => Assert.NotEqual(Simulate(1, steps: 300), Simulate(2, steps: 300));

    [Fact]
    public void Many_runs_leave_no_thread_behind()
    {
        Simulate(0, steps: 10);
        var threads = Threads();
        const int runs = 500;
        for (var seed = 1; seed <= runs; seed++)
            Simulate(seed, steps: 10);

        Assert.InRange(Threads(), 0, threads + (runs / 5));

        static int Threads()
        {
            using var process = Process.GetCurrentProcess();
            return process.Threads.Count;
        }
    }

    private static List<string> Simulate(int seed, int steps)
    {
        var trace = new List<string>();
        var random = new Random(seed);
        using var system = ActorSystem.Create("simulated", Simulated);
        var time = (TestScheduler)system.Scheduler;
        var start = time.Now;
        Action<string> note = line => trace.Add($"{(time.Now - start).TotalMilliseconds} {line}");
        IActorRef[] herd = [.. Enumerable.Range(0, 5).Select(n => system.ActorOf(Props.Create(() => new Node(random, note)), $"node-{n}"))];
        foreach (var node in herd)
            node.Tell(herd);
        for (var step = 0; step < steps; step++)
            time.Advance(TimeSpan.FromMilliseconds(10));
        system.Terminate().Wait();
        return trace;
    }

    private sealed class Node : ReceiveActor, IWithTimers
    {
        private readonly Random _random;
        private readonly Action<string> _note;
        private IActorRef[] _herd = [];
        private int _rumours;

        public Node(Random random, Action<string> note)
        {
            _random = random;
            _note = note;
            Receive<IActorRef[]>(Meet);
            Receive<Rumour>(Hear);
            Receive<string>(_ => Invent());
            Receive<Terminated>(t => Note($"{t.ActorRef.Path.Name} is gone"));
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PostRestart(Exception reason)
        {
            Note("restarts");
            Self.Tell(((Lost)reason).Herd);
        }

        private void Meet(IActorRef[] herd)
        {
            _herd = herd;
            Timers.StartPeriodicTimer("invent", "invent", TimeSpan.FromMilliseconds(_random.Next(10, 90)));
        }

        private void Invent()
        {
            switch (_random.Next(10))
            {
                case 0:
                    throw new Lost(_herd);
                case 1:
                    Context.Watch(Context.ActorOf(Props.Create(() => new Node(_random, _note))));
                    break;
                case 2 when Context.GetChildren().Any():
                    Context.Stop(Context.GetChildren().First());
                    break;
                default:
                    Spread(new Rumour($"{Self.Path.Name}/{++_rumours}", 3));
                    break;
            }
        }

        private void Hear(Rumour rumour)
        {
            Note($"hears {rumour} from {Sender.Path.Name}");
            if (rumour.HopsLeft > 0)
                Spread(rumour with { HopsLeft = rumour.HopsLeft - 1 });
        }

        private void Spread(Rumour rumour)
        {
            var to = _herd[_random.Next(_herd.Length)];
            if (_random.Next(2) == 0)
                to.Tell(rumour);
            else
                Context.System.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(_random.Next(50)), to, rumour, Self);
        }

        private void Note(string what) => _note($"{Self.Path.Name} {what}");
    }

    private sealed record Rumour(string Name, int HopsLeft);

    private sealed class Lost(IActorRef[] herd) : Exception
    {
        public IActorRef[] Herd { get; } = herd;
    }
}
