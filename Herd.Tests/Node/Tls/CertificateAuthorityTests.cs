using System.Security.Cryptography.X509Certificates;
using Herd.Actors.Tls;
using Herd.Node.Settings;
using Herd.Node.Tls;
using Xunit;

namespace Herd.Tests.Node.Tls;

public sealed class CertificateAuthorityTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_node_has_a_certificate_for_its_name_its_hosts_and_this_machine()
    {
        var until = Issue("Ada", ["ada.example.com", "10.0.0.7"], 30);

        using var ada = Read("Ada");
        Assert.True(IsIssued(ada));
        Assert.Equal(["Ada", "localhost", "ada.example.com"], NodeCertificate.NamesIn(ada));
        Assert.All(["Ada", "localhost", "127.0.0.1", "::1", "ada.example.com", "10.0.0.7"], host => Assert.True(ada.MatchesHostname(host), host));
        Assert.False(ada.MatchesHostname("bo.example.com"));
        Assert.Equal(Now.AddDays(30), until, TimeSpan.FromSeconds(1));
        Assert.False(ada.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
    }

    [Fact]
    public void A_CA_that_is_there_is_used_and_a_node_gets_a_new_key()
    {
        Issue("Ada", [], 30);
        var ca = File.ReadAllText(_folder.PathOf("ca.pem"));
        var key = File.ReadAllText(_folder.PathOf("Ada-key.pem"));

        Issue("Ada", [], 60);
        Issue("Bo", [], 60);

        Assert.Equal(ca, File.ReadAllText(_folder.PathOf("ca.pem")));
        Assert.NotEqual(key, File.ReadAllText(_folder.PathOf("Ada-key.pem")));
        Assert.All(["Ada", "Bo"], node => Assert.True(IsIssued(Read(node))));
        Assert.Equal(
            ["Ada-key.pem", "Ada.pem", "Bo-key.pem", "Bo.pem", "ca-key.pem", "ca.pem"],
            Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nobody_else_reads_keys()
    {
        Issue("Ada", [], 30);

        foreach (var file in new[] { "ca-key.pem", "Ada-key.pem" })
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.PathOf(file)));
        }
    }

    [Theory]
    [InlineData("ca.pem", "is there, and not its certificate")]
    [InlineData("ca-key.pem", "is there, and not its key")]
    public void Half_a_CA_is_no_CA_and_stays_as_it_is(string missing, string told)
    {
        Issue("Ada", [], 30);
        File.Delete(_folder.PathOf(missing));
        var files = Contents();

        Assert.Contains(told, Assert.Throws<SettingsException>(() => Issue("Ada", [], 30)).Message, StringComparison.Ordinal);

        Assert.Equal(files, Contents());
    }

    [Fact]
    public void A_node_is_valid_no_longer_than_its_CA()
    {
        Issue("Ada", [], 30);

        var later = Now.AddDays(3650);
        using var authority = CertificateAuthority.Open(_folder.Path, "pair", later);

        Assert.Equal(authority.Until, authority.Issue("Ada", [], 365, later));
        Assert.Throws<SettingsException>(() => CertificateAuthority.Open(_folder.Path, "pair", Now.AddDays(3660)));
    }

    [Fact]
    public void A_name_that_no_certificate_can_have_is_told() =>
        Assert.Contains("at most 63 characters", Assert.Throws<SettingsException>(() => Issue(new string('x', 64), [], 30)).Message, StringComparison.Ordinal);

    private DateTimeOffset Issue(string node, string[] hosts, int days)
    {
        using var authority = CertificateAuthority.Open(_folder.Path, "pair", Now);
        return authority.Issue(node, hosts, days, Now);
    }

    private X509Certificate2 Read(string node) => X509Certificate2.CreateFromPemFile(_folder.PathOf($"{node}.pem"), _folder.PathOf($"{node}-key.pem"));

    private bool IsIssued(X509Certificate2 certificate)
    {
        using var ca = X509CertificateLoader.LoadCertificateFromFile(_folder.PathOf("ca.pem"));
        using var chain = new X509Chain();
        chain.ChainPolicy = NodeCertificate.PolicyOf([ca]);
        return chain.Build(certificate);
    }

    private List<string> Contents() =>
        [.. Directory.EnumerateFiles(_folder.Path).Order(StringComparer.Ordinal).Select(path => Path.GetFileName(path) + File.ReadAllText(path))];
}
