using Herd.Actors.Protocol;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Protocol;

public class ClientHashTests
{
    private static readonly ClientHash Hash = new("goloman", "a secret");

    [Fact]
    public void A_key_is_of_its_client_and_of_no_other()
    {
        var tombstone = Tombstone(Hash, "jane/phone");

        Assert.True(Hash.IsOf(new UpdateFrame(tombstone), "jane/phone"u8));
        Assert.False(Hash.IsOf(new UpdateFrame(tombstone), "jane/phone2"u8));
        Assert.Equal(Hash.Of("jane/phone"u8), Hash.OfClientIn(new UpdateFrame(tombstone)));
    }

    /// <summary>Long IDs exceed the buffer in which short ones are hashed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(223)]
    [InlineData(224)]
    [InlineData(225)]
    [InlineData(1024)]
    public void IDs_of_any_length_have_keys(int length)
    {
        var id = Enumerable.Range(0, length).Select(i => (byte)('a' + i % 26)).ToArray();
        var tombstone = UpdateFrame.WriteTombstone("Goloman"u8, Hash.KeyOf(id), new PosixTime(1, 0), 1);

        Assert.True(Hash.IsOf(new UpdateFrame(tombstone), id));
        Assert.False(Hash.IsOf(new UpdateFrame(tombstone), id[1..]));
    }

    [Theory]
    [InlineData("goloman", "another secret")]
    [InlineData("alford", "a secret")]
    [InlineData("goloman", "")]
    public void Who_does_not_know_herd_and_secret_can_not_try_out_IDs(string herd, string secret)
    {
        var other = new ClientHash(herd, secret);

        Assert.False(other.IsOf(new UpdateFrame(Tombstone(Hash, "jane")), "jane"u8));
        Assert.NotEqual(Hash.Of("jane"u8), other.Of("jane"u8));
    }

    [Fact]
    public void Updates_and_tombstones_of_one_client_are_told_from_those_of_another()
    {
        byte[][] janes = [Updates.Frame("jane", 1), Updates.Frame("jane", 2), Tombstone(Hash, "jane"), Tombstone(Hash, "jane")];
        byte[][] johns = [Updates.Frame("john", 1), Tombstone(Hash, "john")];
        foreach (var jane in janes)
        {
            Assert.All(janes, other => Assert.True(Hash.IsSameClient(new UpdateFrame(jane), new UpdateFrame(other))));
            Assert.All(johns, other => Assert.False(Hash.IsSameClient(new UpdateFrame(jane), new UpdateFrame(other))));
        }
    }

    private static byte[] Tombstone(ClientHash hash, string client) =>
        UpdateFrame.WriteTombstone("Goloman"u8, hash.KeyOf(Updates.Id(client)), new PosixTime(1, 0), 1);
}
