using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Herd.Actors.Clients;
using Herd.Actors.Gossip;
using Herd.Actors.Membership.Transport;
using Herd.Actors.Tls;
using Xunit;

namespace Herd.Tests.Gossip;

public class UnprovenCallersTests : LinkTestKit
{
    private static readonly ClientAddress First = AddressOf("192.0.2.1");
    private static readonly ClientAddress Second = AddressOf("192.0.2.2");

    [Fact]
    public void One_address_has_so_many_and_others_have_theirs()
    {
        var callers = new UnprovenCallers();
        for (var i = 0; i < UnprovenCallers.MaxPerAddress; i++)
            Assert.Null(callers.TryAdd(First));

        Assert.NotNull(callers.TryAdd(First));
        Assert.Null(callers.TryAdd(Second));
        callers.Remove(First);
        Assert.Null(callers.TryAdd(First));
    }

    [Fact]
    public void And_all_addresses_have_so_many()
    {
        var callers = new UnprovenCallers();
        for (var i = 0; i < UnprovenCallers.MaxInAll; i++)
            Assert.Null(callers.TryAdd(AddressOf($"192.0.2.{i}")));

        Assert.NotNull(callers.TryAdd(AddressOf("198.51.100.1")));
        callers.Remove(AddressOf("192.0.2.7"));
        Assert.Null(callers.TryAdd(AddressOf("198.51.100.1")));
    }

    [Fact]
    public void Half_handshakes_without_end_from_one_address_are_closed_and_a_node_at_another_gets_its_link()
    {
        var gossip = StartGossip(Patient);
        List<FakeConnection> callers = [];

        EventFilter.Warning(message: "no link with 192.0.2.1: 32 callers from there haven't proven yet that they are of the herd").ExpectOne(() =>
        {
            for (var i = 0; i < 10 * UnprovenCallers.MaxPerAddress; i++)
            {
                callers.Add(new FakeConnection($"192.0.2.1:{i + 1}"));
                gossip.Tell(new GossipActor.Called(callers[^1]));
            }

            LinkAsCaller(gossip, Hands, "192.0.2.2:1");
        });

        AwaitLinks(gossip, "Hands");
        Assert.All(callers.Skip(UnprovenCallers.MaxPerAddress), caller => Assert.True(caller.IsClosed && !caller.IsStarted));
        foreach (var caller in callers.Where(caller => caller.IsStarted))
            caller.Break();
        AwaitCondition(() =>
        {
            var late = new FakeConnection("192.0.2.1:999");
            gossip.Tell(new GossipActor.Called(late));
            AwaitCondition(() => late.IsStarted || late.IsClosed);
            return late.IsStarted;
        });
    }

    [Fact]
    public void Nodes_that_prove_themselves_are_not_counted()
    {
        var gossip = StartGossip(Patient);

        for (var i = 0; i < 2 * UnprovenCallers.MaxPerAddress; i++)
            ShakeHandsAsCaller(gossip, Hands with { Epoch = 200 + (ulong)i }, $"192.0.2.1:{i + 1}");
    }

    [Fact]
    public async Task The_cluster_port_closes_who_is_too_many()
    {
        List<string> told = [];
        var port = new ClusterPort("127.0.0.1", 1, Goloman, "hush", NodeCertificate.MakeTemporary, told.Add);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        List<Socket> callers = [];
        List<Task> taken = [];
        for (var i = 0; i <= UnprovenCallers.MaxPerAddress; i++)
        {
            var caller = new Socket(SocketType.Stream, ProtocolType.Tcp);
            callers.Add(caller);
            await caller.ConnectAsync(listener.LocalEndpoint);
            taken.Add(port.TakeAsync(await listener.AcceptSocketAsync()));
        }

        Assert.True(taken[^1].IsCompleted);
        Assert.Equal(0, await callers[^1].ReceiveAsync(new byte[1]));
        Assert.Equal(["Goloman and a caller from 127.0.0.1 at the cluster port don't get together: 32 callers from there haven't proven yet that they are of the herd"], told);
        callers.ForEach(caller => caller.Dispose());
        await Task.WhenAll(taken).WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static ClientAddress AddressOf(string address) => ClientAddress.Of(new IPEndPoint(IPAddress.Parse(address), 1));
}
