using System.Text;
using Herd.Actors.Access;
using Xunit;

namespace Herd.Tests.Access;

public class AccessKeysTests
{
    private static readonly Grant Jane = new("jane", Permissions.Report | Permissions.Read, ClientPattern.Parse("jane/*")!);
    private static readonly Grant Ops = new("ops", Permissions.Admin, ClientPattern.All);
    private static readonly AccessKeys Keys = new([(Jane, "jane-0123456789é"), (Ops, "ops-0123456789ab")]);

    [Theory]
    [InlineData("jane", "jane-0123456789é", "jane")]
    [InlineData("ops", "ops-0123456789ab", "ops")]
    [InlineData("ops", "jane-0123456789é", null)]
    [InlineData("Jane", "jane-0123456789é", null)]
    [InlineData("jane", "jane-0123456789", null)]
    [InlineData("jane", "jane-0123456789é ", null)]
    [InlineData("jane", "", null)]
    [InlineData("", "", null)]
    [InlineData("", "jane-0123456789é", null)]
    [InlineData("jane-0123456789é", "jane", null)]
    public void A_key_is_found_by_its_name_and_its_secret(string name, string secret, string? found) =>
        Assert.Equal(found, Keys.Find(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(secret))?.Name);

    [Theory]
    [InlineData("jane-0123456789é", "jane")]
    [InlineData("jane", null)]
    [InlineData("", null)]
    public void Or_by_its_secret_alone(string secret, string? found) => Assert.Equal(found, Keys.Find(Encoding.UTF8.GetBytes(secret))?.Name);

    [Theory]
    [InlineData(false, null, Permissions.Report | Permissions.Read, true)]
    [InlineData(false, Permissions.Read, Permissions.Read, false)]
    [InlineData(false, Permissions.None, Permissions.None, false)]
    [InlineData(true, null, Permissions.None, false)]
    [InlineData(true, Permissions.Report | Permissions.Read, Permissions.Report | Permissions.Read, false)]
    public void Who_shows_no_key_may_do_everything_as_long_as_there_is_none(bool areThere, Permissions? setting, Permissions may, bool isOpen)
    {
        var keys = new AccessKeys(areThere ? [(Jane, "jane-0123456789é")] : [], setting);

        Assert.Equal((may, isOpen), (keys.Anonymous.May, keys.IsOpen));
    }

    [Theory]
    [InlineData(Permissions.Report, "jane/*", "jane/1", true, false)]
    [InlineData(Permissions.Read, "jane/*", "jane/1", false, true)]
    [InlineData(Permissions.Report | Permissions.Read, "jane/*", "ann/1", false, false)]
    [InlineData(Permissions.Admin, "*", "jane/1", false, false)]
    [InlineData(Permissions.None, "*", "jane/1", false, false)]
    public void A_grant_is_what_may_be_done_and_with_whom(Permissions may, string pattern, string client, bool report, bool read)
    {
        var grant = new Grant("x", may, ClientPattern.Parse(pattern)!);

        Assert.Equal((report, read), (grant.MayReport(Encoding.UTF8.GetBytes(client)), grant.MayRead(Encoding.UTF8.GetBytes(client))));
    }

    [Fact]
    public void No_secret_is_in_what_is_printed()
    {
        Assert.DoesNotContain("0123456789", Keys.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", Jane.ToString(), StringComparison.Ordinal);
    }
}
