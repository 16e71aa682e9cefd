using System.Text;
using Herd.Actors.Access;
using Xunit;

namespace Herd.Tests.Node.Settings;

public class AccessSettingsTests : SettingsTestBase
{
    private const string Secret = "sesame-0123456789";

    [Fact]
    public void A_key_has_a_secret_what_it_may_do_and_for_whom()
    {
        var access = Load(Pair + $"herd.access.keys {{ jane {{ secret = {Secret}, may = [report, read], clients = \"jane/*\" }}\n ops {{ secret = another-{Secret}, may = [admin] }} }}").Access;

        var jane = Find(access.Keys, "jane", Secret)!;
        Assert.Equal((Permissions.Report | Permissions.Read, "jane/*"), (jane.May, jane.Clients.Text));
        var ops = Find(access.Keys, "ops", "another-" + Secret)!;
        Assert.Equal((Permissions.Admin, true), (ops.May, ops.Clients.IsAll));
        Assert.Equal(Permissions.None, access.Keys.Anonymous.May);
    }

    [Theory]
    [InlineData("", Permissions.Report | Permissions.Read)]
    [InlineData("herd.access.anonymous = []", Permissions.None)]
    [InlineData("herd.access.anonymous = [read]", Permissions.Read)]
    public void What_who_shows_no_key_may_do_can_be_said(string line, Permissions may) =>
        Assert.Equal(may, Load(Pair + line).Access.Keys.Anonymous.May);

    [Fact]
    public void A_secret_can_come_from_the_environment()
    {
        var file = Pair + "herd.access.keys.Jane-Doe { may = [report] }";

        var access = Load(file, [], ("HERD__ACCESS__KEYS__JANE_DOE__SECRET", "[" + Secret)).Access;

        Assert.NotNull(Find(access.Keys, "Jane-Doe", "[" + Secret));
    }

    [Fact]
    public void And_so_can_a_whole_key()
    {
        var access = Load(Pair, [], ("HERD__ACCESS__KEYS__JANE__SECRET", Secret), ("HERD__ACCESS__KEYS__JANE__MAY", "[read]")).Access;

        Assert.Equal(Permissions.Read, Find(access.Keys, "jane", Secret)!.May);
    }

    [Theory]
    [InlineData("secret = sesame, may = [read]", "secret: expected 16 to 256 characters without white space, found something else; 'herd secret' makes one")]
    [InlineData("secret = \"sesame sesame sesame\", may = [read]", "secret: expected 16 to 256 characters without white space, found something else; 'herd secret' makes one")]
    [InlineData("may = [read]", "secret: expected 16 to 256 characters without white space, found nothing; 'herd secret' makes one")]
    [InlineData("secret = sesame-0123456789", "may: expected what the key may do, found nothing; add it, as in may = [report, read]")]
    [InlineData("secret = sesame-0123456789, may = []", "may: expected what the key may do, found nothing; add it, as in may = [report, read]")]
    [InlineData("secret = sesame-0123456789, may = [raed]", "may: expected a list of report, read, admin, found 'raed' in it; did you mean read?")]
    [InlineData("secret = sesame-0123456789, may = read", "may: expected a list of report, read, admin, found 'read'")]
    [InlineData("secret = sesame-0123456789, may = [read], clients = \"\"", "clients: expected a pattern of 1 to 1024 bytes for the IDs of clients, as in \"jane/*\", found ''")]
    [InlineData("secret = sesame-0123456789, may = [read], pattern = x", "pattern: no such setting; did you mean herd.access.keys.jane.secret?")]
    public void A_wrong_key_is_told_and_not_its_secret(string key, string error)
    {
        var refusal = Refusal($"{Pair}herd.access.keys.jane {{ {key} }}");

        Assert.Equal("test.conf: herd.access.keys.jane." + error, refusal);
    }

    [Theory]
    [InlineData("herd.access.anonymous = [admin]", "herd.access.anonymous: expected a list of report, read, found 'admin' in it; did you mean read?")]
    [InlineData("herd.access.hosts = [\"no host\"]", "herd.access.hosts: expected a list of host names, as in [herd.example.org], found 'no host' in it")]
    [InlineData("herd.access.keys.jane = sesame-0123456789", "herd.access.keys.jane: expected a section, as in jane { … }, found something else")]
    [InlineData("herd.access.keys { a { secret = sesame-0123456789, may = [read] }\n b { secret = sesame-0123456789, may = [read] } }", "herd.access.keys.b.secret: expected another secret than that of herd.access.keys.a.secret; 'herd secret' makes one")]
    [InlineData("herd.access.keys.\"a:b\" { secret = sesame-0123456789, may = [read] }", "herd.access.keys.a:b: expected a key's name of letters, digits, '-', '_' and '.', a letter or digit first and last, at most 100, found 'a:b'")]
    public void And_so_is_all_else(string line, string error) => Assert.Equal("test.conf: " + error, Refusal(Pair + line));

    private static Grant? Find(AccessKeys keys, string name, string secret) => keys.Find(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(secret));
}
