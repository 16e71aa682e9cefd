using Akka.Actor;
using Herd.Actors.Membership;
using Herd.Actors.Storage;
using Herd.Tests.Node;
using Xunit;

namespace Herd.Tests.Membership;

/// <summary>When the members file is written: tests delete it and check whether it reappears.</summary>
public sealed class MembersKeeperTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly Contact Riley = new(new NodeDescription("Riley", "10.0.0.7", 14000, 14100, 14300), "10.0.0.7:14200", new DateOnly(2026, 11, 29));
    private static readonly Contact Ada = new(new NodeDescription("Ada", "10.0.0.8", 14000, 14100, 14300), "10.0.0.8:14200", new DateOnly(2026, 11, 29));

    private readonly TemporaryFolder _folder = new();
    private readonly MembersFile _file;
    private readonly IActorRef _keeper;

    public MembersKeeperTests()
        : base(StorageDispatcher.Config)
    {
        _file = new MembersFile(_folder.PathOf("node"));
        _keeper = Sys.ActorOf(MembersKeeper.Props(_file));
    }

    [Fact]
    public void What_is_written_already_is_not_written_again()
    {
        Keep(Ada, Riley);
        File.Delete(_folder.PathOf("node/members.json"));

        Keep(Ada, Riley);

        Assert.Empty(_file.Read(out _));
    }

    [Fact]
    public void Whatever_else_changes_is_written()
    {
        Contact[][] changes =
        [
            [Riley],
            [Ada, Riley],
            [Ada, Riley with { Met = Riley.Met.AddDays(1) }],
            [Ada, Riley with { Address = "10.0.0.9:14200" }],
            [Ada],
        ];

        Assert.All(changes, members =>
        {
            Keep(members);
            Assert.Equal(members, _file.Read(out _));
        });
    }

    [Fact]
    public void What_could_not_be_written_is_tried_again()
    {
        var obstacle = _folder.Write("node", "no folder");
        EventFilter.Warning(contains: "can't remember who is in the herd").ExpectOne(() => Keep(Riley));
        File.Delete(obstacle);

        Keep(Riley);

        Assert.Equal([Riley], _file.Read(out _));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    private void Keep(params Contact[] members)
    {
        _keeper.Tell(new MembersKeeper.Keep(members));
        _keeper.Tell(new Identify("done"), TestActor);
        ExpectMsg<ActorIdentity>();
    }
}
