using System.Text;
using Herd.Node.Commands;
using Herd.Node.Settings;
using Herd.Tests.Node.Settings;
using Xunit;

namespace Herd.Tests.Node.Commands;

public sealed class PhoneCommandTests : SettingsTestBase
{
    private const string Keys = """
        herd.access.keys {
          jane { secret = jane-0123456789abcdef, may = [report, read], clients = "jane/*", owntracks-key = "sesame, öffne dich" }
          ops { secret = ops-0123456789abcdef, may = [admin] }
        }
        """;

    private static readonly Uri Address = new("https://herd.example.org:12300");

    [Fact]
    public void A_key_s_phone_is_told_all_that_its_apps_need()
    {
        var (output, warnings) = Run(Pair + Keys + "\nherd.access.anonymous = [report]", "jane", at: Address);

        Assert.Equal("", warnings);
        foreach (var line in new[]
        {
            "  URL              https://herd.example.org:12300/owntracks",
            "  User             jane",
            "  Password         jane-0123456789abcdef",
            "  Device           phone",
            "  Encryption key   sesame, öffne dich",
            "  Server URL         https://herd.example.org:12300/traccar",
            "  Device identifier  jane/phone",
            "  overland://setup?url=https%3A%2F%2Fherd.example.org%3A12300%2Foverland&device_id=jane%2Fphone&token=jane-0123456789abcdef",
        })
        {
            Assert.Contains(line + "\n", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_link_has_OwnTracks_configuration_and_the_code_has_the_link()
    {
        var (output, _) = Run(Pair + Keys, "jane", "tablet", Address);

        var link = output.Split('\n').Single(line => line.StartsWith("  owntracks:", StringComparison.Ordinal)).Trim();
        const string Start = "owntracks:///config?inline=";
        Assert.StartsWith(Start, link, StringComparison.Ordinal);
        Assert.Matches("^[A-Za-z0-9%]+$", link[Start.Length..]);
        Assert.Equal(
            """{"_type":"configuration","mode":3,"url":"https://herd.example.org:12300/owntracks","auth":true,"username":"jane","password":"jane-0123456789abcdef","deviceId":"tablet","encryptionKey":"sesame, öffne dich"}""",
            Encoding.UTF8.GetString(Convert.FromBase64String(Uri.UnescapeDataString(link[Start.Length..]))));
        // Each character is two modules high; the code must fit into 80 columns.
        var code = output.Split('\n').Where(line => line.Length > 0 && line.All(c => c is ' ' or '█' or '▀' or '▄')).ToList();
        Assert.InRange(code.Count, 25, 40);
        Assert.All(code, line => Assert.InRange(line.Length, 2 * code.Count - 3, 80));
    }

    [Fact]
    public void Without_keys_any_user_has_a_phone_and_what_may_not_work_is_told()
    {
        var (output, warnings) = Run("herd.nodes.Ada { client-port = 1, link-port = 2, http-port = 12300 }", "jon");

        Assert.Contains("  User             jon\n  Password         (none)\n", output, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:12300/traccar\n", output, StringComparison.Ordinal);
        Assert.Contains("herd: 127.0.0.1 is this machine alone: no phone reaches it; say with --at where phones reach a node\n", warnings, StringComparison.Ordinal);
        Assert.Contains("herd: without TLS anybody on the way reads and changes what phones say", warnings, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_may_not_report_the_phone_and_an_app_that_can_show_none_are_told_of()
    {
        var (_, warnings) = Run(Pair + Keys, "ops", at: Address);

        Assert.Contains("herd: the key ops may not report ops/phone: look at its may and clients\n", warnings, StringComparison.Ordinal);
        Assert.Contains("herd: Traccar Client can't show a key: it needs herd.access.anonymous = [report]\n", warnings, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jan", "phone", "herd.access.keys has no key 'jan'; did you mean jane? (keys: jane, ops)")]
    [InlineData("jane", "my phone", "--device: expected a name without white space, '/' and ':', found 'my phone'")]
    public void A_mistake_is_told(string name, string device, string error) =>
        Assert.Equal(error, Assert.Throws<SettingsException>(() => Run(Pair + Keys, name, device, Address)).Message);

    [Fact]
    public void A_port_that_is_any_free_one_is_asked_for() =>
        Assert.Contains("herd.nodes.Ada.http-port is 0", Assert.Throws<SettingsException>(() => Run("herd.nodes.Ada { client-port = 0, link-port = 0, http-port = 0 }", "jane")).Message, StringComparison.Ordinal);

    private (string Output, string Warnings) Run(string hocon, string name, string device = PhoneCommand.DefaultDevice, Uri? at = null)
    {
        var (output, warnings) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        Assert.Equal(0, PhoneCommand.Run(Load(hocon), name, device, at, output, warnings));
        return (output.ToString(), warnings.ToString());
    }
}
