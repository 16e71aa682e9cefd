using Akka.Actor;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Tests.Protocol;
using Xunit;

namespace Herd.Tests.Gossip;

public class LinkFuzzTests : LinkTestKit
{
    [Fact]
    public void Whatever_is_sent_the_registry_gets_only_what_nodes_send()
    {
        var random = new Random(Fuzz.Seed);
        var until = Fuzz.Deadline();
        var link = StartLink(Goloman, "Hands", Patient with { MinBackoff = TimeSpan.FromMilliseconds(1), MaxBackoff = TimeSpan.FromMilliseconds(1) });
        for (var turn = 0; turn < 100 || !until.IsOver; turn++)
        {
            var connection = Connect();
            ShakeHandsAsCalled(connection, Hands);
            var asked = (GetVector)Registry.FishForMessage(message => message is GetVector);
            link.Tell(new CurrentVector(asked, VersionVector.Empty), Registry);
            AwaitCondition(() => Kinds(connection).Contains(LinkFrameKind.Have));
            for (var frames = 0; frames < 20; frames++)
                connection.Say(NextFrame(random));
            connection.Break();
            AwaitCondition(() => connection.IsClosed);
            while (Registry.HasMessages)
            {
                if (Registry.ReceiveOne(TimeSpan.Zero) is Learn learn)
                    AssertSound(learn.Block);
            }
        }
    }

    private static void AssertSound(UpdateBlock block)
    {
        for (var bytes = block.Bytes.Span; !bytes.IsEmpty; bytes = bytes[(int)UpdateFrame.LengthOf(bytes)..])
            Assert.True(UpdateFrame.IsWellFormed(bytes[..(int)UpdateFrame.LengthOf(bytes)]));
    }

    private static ReadOnlyMemory<byte> NextFrame(Random random)
    {
        byte[][] seeds =
        [
            BadFrames.Good,
            LinkFrame.Write(LinkFrameKind.Covered, VersionVector.From([("Hands", 200, 1), ("Welsh", 3, 4)])).ToArray(),
            LinkFrame.Write(LinkFrameKind.Have, VersionVector.From([("Hands", 200, 1)])).ToArray(),
            LinkFrame.Overflow.ToArray(),
            LinkFrame.Heartbeat.ToArray(),
            LinkFrame.Use.ToArray(),
            LinkFrame.Write((LinkFrameKind)random.Next(256), new byte[random.Next(200)]).ToArray(),
        ];
        var frame = seeds[random.Next(seeds.Length)];
        for (var changes = random.Next(4); changes > 0 && frame.Length > LinkFrame.HeaderLength; changes--)
            frame[random.Next(4, frame.Length)] = (byte)random.Next(256);
        return frame;
    }
}
