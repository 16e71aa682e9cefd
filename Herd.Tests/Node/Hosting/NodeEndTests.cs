using Akka.Actor;
using Akka.Hosting;
using Herd.Actors;
using Herd.Bench.Processes;
using Herd.Node.Commands;
using Herd.Node.Hosting;
using Herd.Node.Settings;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Herd.Tests.Node.Hosting;

public class NodeEndTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_node_whose_root_actor_ends_says_so_and_stops()
    {
        await using var herd = await RunningHerd.StartOneAsync();

        EndRoot(herd.HostOf("Goloman"));

        await Task.Delay(Patience, herd.HostOf("Goloman").Stopping).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.True(herd.HostOf("Goloman").Stopping.IsCancellationRequested);
        await herd.TakeErrorAsync("the node's root actor ended");
    }

    [Fact]
    public async Task And_its_process_ends_with_exit_code_1()
    {
        using var folder = new TemporaryFolder();
        var herd = HerdSettings.Load(
            folder.Write("one.conf", $"herd {{ name = one\n nodes {{ Ada {{ client-port = 0, link-port = 0, cluster-port = {FreePorts.Take()}, http-port = 0 }} }} }}"),
            [$"herd.data-dir={folder.Path}"],
            []);

        Assert.Equal(ExitCode.Failed, await NodeRunner.RunAsync(herd, herd.Nodes, hosts => EndRoot(hosts[0])).WaitAsync(Patience));
    }

    private static void EndRoot(NodeHost host) =>
        host.Services.GetRequiredService<IRequiredActor<HerdActor>>().ActorRef.Tell(PoisonPill.Instance);
}
