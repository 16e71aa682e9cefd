using System.CommandLine;
using Herd.Bench.Reliability;

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

return await new RootCommand("Benchmarks and failure runs of AkkaHerd.") { cuts }.Parse(args).InvokeAsync().ConfigureAwait(false);
