using System.Net.Sockets;
using Akka.Actor;
using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

/// <summary>A peer that a herd without a secret admits at the cluster port, and then sends changed frames of Akka.Remote.</summary>
[Collection(ProcessTests.Name)]
public sealed class ClusterFuzzTests : IDisposable
{
    private readonly ProcessHerd _herd = new(ProcessHerd.Pair);

    public void Dispose() => _herd.Dispose();

    [Fact]
    public async Task Whatever_is_sent_nodes_serve_on_and_are_members_again()
    {
        var random = new Random(Fuzz.Seed);
        var until = Fuzz.Deadline();
        _herd.StartAll();
        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);
        var heard = 0;
        for (var turn = 0; turn < 40 || !until.IsOver; turn++)
        {
            if (await AttackAsync(await ClusterPortTests.LookAtAsync("pair", _herd.PortOf("Ada", "link-port")), random))
                heard++;
        }

        // Else the node may have looked at nothing.
        Assert.InRange(heard, 10, int.MaxValue);
        await _herd.AssertUnharmedAsync();
        Assert.All(_herd.Processes, process => Assert.DoesNotContain("Exception", process.Error, StringComparison.Ordinal));
    }

    /// <returns>Whether the node took the peer for one of the cluster, before it sent what it wanted.</returns>
    private static async Task<bool> AttackAsync(Address node, Random random)
    {
        var isHeard = false;
        using var peer = await ClusterPeer.ConnectAsync("pair", node);
        var seeds = peer.Frames;
        try
        {
            // Most turns begin as Akka.Remote does: else it takes nothing more.
            if (random.Next(4) > 0)
            {
                await peer.SendAsync(peer.Association);
                await peer.AwaitReadAsync();
                isHeard = true;
            }

            for (var frames = 0; frames < 50; frames++)
                await peer.SendAsync(Changed(seeds[random.Next(seeds.Count)], random));
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            // It has closed the connection.
        }

        return isHeard;
    }

    private static byte[] Changed(byte[] frame, Random random)
    {
        var changed = frame.ToArray();
        for (var changes = random.Next(4); changes > 0; changes--)
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
        return random.Next(8) == 0 ? changed[..random.Next(changed.Length)] : changed;
    }
}
