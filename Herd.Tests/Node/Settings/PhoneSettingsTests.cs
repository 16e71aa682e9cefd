using Xunit;

namespace Herd.Tests.Node.Settings;

public class PhoneSettingsTests : SettingsTestBase
{
    private const string Key = "herd.access.keys.jane { secret = sesame-0123456789, may = [report]";

    [Fact]
    public void Friends_are_clients_that_every_phone_hears_of_and_there_are_none_by_default()
    {
        Assert.Empty(Load(Pair).Phones.Friends);
        Assert.Equal(["van", "jane/phone"], Load(Pair + "herd.phones.friends = [van, \"jane/phone\", van]").Phones.Friends);
    }

    [Theory]
    [InlineData("van", "'van'")]
    [InlineData("[\"a van\"]", "'a van' in it")]
    [InlineData("[{}]", "a section in it")]
    public void Wrong_friends_are_told(string friends, string found) => Assert.Equal(
        $"test.conf: herd.phones.friends: expected a list of up to 100 IDs of clients, as in [jane/phone, van], found {found}",
        Refusal($"{Pair}herd.phones.friends = {friends}"));

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void There_are_a_hundred_friends_at_most(int count, bool isTaken)
    {
        var hocon = $"{Pair}herd.phones.friends = [{string.Join(", ", Enumerable.Range(0, count).Select(number => $"van-{number}"))}]";
        if (isTaken)
            Assert.Equal(count, Load(hocon).Phones.Friends.Count);
        else
            Assert.EndsWith("found 101", Refusal(hocon), StringComparison.Ordinal);
    }

    [Fact]
    public void A_passphrase_of_OwnTracks_has_as_many_bytes_as_a_key_and_is_not_told()
    {
        var longest = string.Concat(Enumerable.Repeat("é", 16));

        Assert.Equal(longest, Load($"{Pair}{Key}, owntracks-key = {longest} }}").Access.Secrets["jane"].OwnTracksKey);
        Assert.Equal("", Load($"{Pair}{Key} }}").Access.Secrets["jane"].OwnTracksKey);
        Assert.Equal(
            "test.conf: herd.access.keys.jane.owntracks-key: expected at most 32 bytes, found more; the app takes no more, either",
            Refusal($"{Pair}{Key}, owntracks-key = {longest}x }}"));
        Assert.DoesNotContain("sesame", Load($"{Pair}{Key}, owntracks-key = sesame }}").Access.ToString(), StringComparison.Ordinal);
    }
}
