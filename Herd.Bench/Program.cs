using System.CommandLine;
using Herd.Bench.Commands;
using Herd.Bench.Load;
using Herd.Bench.Micro;
using Herd.Bench.Reliability;
using Herd.Bench.Scenarios;

var cutSeconds = new Option<double>("--cut") { Description = "Seconds that each cut lasts.", DefaultValueFactory = _ => 4 };
var limit = new Option<double>("--limit") { Description = "Seconds from the heal in which all nodes must agree.", DefaultValueFactory = _ => 2 };
var rate = new Option<int>("--rate") { Description = "Updates per second in all.", DefaultValueFactory = _ => 5_000 };
var amongHosts = new Option<bool>("--among-hosts") { Hidden = true };

var cuts = new Command("cuts", "Cuts every link, every node and every split of five nodes in network namespaces, under load (needs root, iproute2, nftables).")
{
    cutSeconds, limit, rate, amongHosts,
};
cuts.SetAction(async parsed =>
{
    if (!parsed.GetValue(amongHosts))
        return await CutRun.RunAmongHostsAsync([.. args, amongHosts.Name]).ConfigureAwait(false);
    var run = new CutRun(
        TimeSpan.FromSeconds(parsed.GetValue(cutSeconds)), TimeSpan.FromSeconds(parsed.GetValue(limit)), parsed.GetValue(rate));
    return await run.RunAsync(Console.Out).ConfigureAwait(false) ? 0 : 1;
});

var clients = new Option<int>("--clients") { Description = "Clients that move.", DefaultValueFactory = _ => 10_000 };

var frozenFor = new Option<double>("--seconds") { Description = "Seconds that the node is frozen.", DefaultValueFactory = _ => 20 };
var frozen = new Command("frozen", "Memory of the others while one of five nodes is frozen under full load.") { frozenFor, clients };
frozen.SetAction(parsed => new FrozenRun(
    TimeSpan.FromSeconds(parsed.GetValue(frozenFor)), parsed.GetValue(clients)).RunAsync(Console.Out));

var attackFor = new Option<double>("--seconds") { Description = "Seconds of each attack.", DefaultValueFactory = _ => 10 };
var only = new Option<string>("--only") { Description = "Those whose names have this in them.", DefaultValueFactory = _ => "" };
var attack = new Command("attack", "Attacks on a node of five: what an honest client gets meanwhile, memory, and what is left behind.") { attackFor, only };
attack.SetAction(async parsed => await new AttackRun(TimeSpan.FromSeconds(parsed.GetValue(attackFor)), parsed.GetRequiredValue(only)).RunAsync(Console.Out).ConfigureAwait(false) ? 0 : 1);

var streamFor = new Option<double>("--seconds") { Description = "Seconds in which nodes are killed.", DefaultValueFactory = _ => 120 };
var moving = new Option<int>("--clients") { Description = "Clients that move; 10,000 at most, which is what a node lists at once.", DefaultValueFactory = _ => 1_000 };
moving.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() is < 1 or > 10_000)
        result.AddError("--clients: expected a whole number from 1 to 10000");
});
var failover = new Command("stream-failover", "A reader of the stream whose node is killed every 5 s and which goes on at another: what it holds in the end, and what it got twice.") { streamFor, moving };
failover.SetAction(async (parsed, cancel) =>
    await new StreamFailoverRun(TimeSpan.FromSeconds(parsed.GetValue(streamFor)), parsed.GetValue(moving)).RunAsync(Console.Out, cancel).ConfigureAwait(false) ? 0 : 1);

var filter = new Option<string>("--filter") { Description = "Which benchmarks, as in *Parser*.", DefaultValueFactory = _ => "*" };
var micro = new Command("micro", "Parser, registry and link codec alone, with BenchmarkDotNet.") { filter };
micro.SetAction(parsed => MicroRun.Run(parsed.GetRequiredValue(filter)));

var port = new Argument<int>("PORT");
var echo = new Command(BareProcess.EchoCommand, "The bare line echo that nodes are compared with.") { port };
echo.Hidden = true;
echo.SetAction(parsed => EchoServer.RunAsync(parsed.GetValue(port)));

var next = new Argument<int>("NEXT") { Description = "The port of the next; 0: none." };
var relay = new Command(BareProcess.RelayCommand, "A bare relay: several stand beside a report's way through the herd.") { port, next };
relay.Hidden = true;
relay.SetAction(parsed => RelayServer.RunAsync(parsed.GetValue(port), parsed.GetValue(next)));

var root = new RootCommand("Benchmarks and failure runs of AkkaHerd.") { frozen, cuts, attack, failover, micro, echo, relay };
foreach (var command in ScenarioCommands.Create())
    root.Add(command);
// Ctrl-C: leaves time to end all child processes.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) }).ConfigureAwait(false);
