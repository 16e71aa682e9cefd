using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Herd.Actors.Tls;
using Herd.Node.Settings;
using Herd.Node.Tls;
using Herd.Tests.Node.Settings;
using Xunit;

namespace Herd.Tests.Node.Tls;

public sealed class NodeTlsTests : SettingsTestBase, IDisposable
{
    private readonly IssuedCertificates _issued = new();

    void IDisposable.Dispose()
    {
        _issued.Dispose();
        Dispose();
    }

    [Theory]
    [InlineData("herd.client.tls=on", "herd.tls.certificate: expected a file, PEM or PKCS #12, found nothing, and herd.client.tls is on; 'herd certificates' makes one")]
    [InlineData("herd.http.tls=on", "herd.tls.certificate: expected a file, PEM or PKCS #12, found nothing, and herd.http.tls is on; 'herd certificates' makes one")]
    [InlineData("herd.tls.dir=/nowhere", "herd.tls.certificate: there is no file /nowhere/Ada.pem")]
    [InlineData("herd.tls.dir=DIR|herd.tls.certificate=DIR", "herd.tls.certificate: DIR is a folder; expected a file")]
    [InlineData("herd.tls.dir=DIR|herd.tls.certificate=DIR/Hands.pem", "herd.tls.key: expected the file of the certificate's key, found nothing, and DIR/Hands.pem holds no private key")]
    [InlineData("herd.tls.dir=DIR|herd.tls.certificate=DIR/Hands.pem|herd.tls.key=DIR/Welsh-key.pem", "herd.tls.key: DIR/Welsh-key.pem isn't the key of DIR/Hands.pem, or is damaged")]
    [InlineData("herd.tls.dir=DIR|herd.tls.certificate=DIR/Hands.pem|herd.tls.key=DIR/nobody-key.pem", "herd.tls.key: there is no file DIR/nobody-key.pem")]
    [InlineData("herd.tls.dir=DIR|herd.tls.certificate=DIR/Hands.pem|herd.tls.key=DIR/ca.pem", "herd.tls.key: DIR/ca.pem holds no private key")]
    [InlineData("herd.tls.dir=DIR|herd.tls.certificate=DIR/Hands.pem|herd.tls.key=DIR/Hands-key.pem", "herd.tls.certificate: expected a certificate for Ada, found one for Hands, localhost in DIR/Hands.pem")]
    [InlineData("herd.tls.dir=DIR|herd.tls.certificate=DIR/ada.pfx", "herd.tls.certificate: DIR/ada.pfx can't be opened: it is neither PEM nor PKCS #12, or herd.tls.password isn't its password")]
    [InlineData("herd.tls.dir=DIR|herd.tls.certificate=DIR/ada.pfx|herd.tls.password=guess", "herd.tls.certificate: DIR/ada.pfx can't be opened: it is neither PEM nor PKCS #12, or herd.tls.password isn't its password")]
    [InlineData("herd.tls.dir=DIR|herd.tls.certificate=DIR/text", "herd.tls.certificate: DIR/text can't be opened: it is neither PEM nor PKCS #12, or herd.tls.password isn't its password")]
    [InlineData("herd.tls.dir=DIR|herd.tls.certificate=DIR/half", "herd.tls.certificate: DIR/half holds no certificate that can be read")]
    [InlineData("herd.tls.certificate=DIR/both.pem|herd.tls.key=DIR/locked.pem|herd.client.tls=on", "herd.tls.key: the key in DIR/locked.pem is encrypted; set herd.tls.password")]
    [InlineData("herd.tls.certificate=DIR/both.pem|herd.tls.key=DIR/locked.pem|herd.client.tls=on|herd.tls.password=guess", "herd.tls.key: DIR/locked.pem isn't the key of DIR/both.pem, or herd.tls.password isn't its password")]
    [InlineData("herd.tls.certificate=DIR/both.pem|herd.link.tls=on", "herd.tls.ca: expected the file of the CA that issues the certificates of the herd's nodes, found nothing, and herd.link.tls is on")]
    [InlineData("herd.tls.certificate=DIR/both.pem|herd.tls.ca=DIR/text|herd.link.tls=on", "herd.tls.ca: DIR/text holds no certificate that can be read")]
    [InlineData("herd.tls.certificate=DIR/both.pem|herd.tls.ca=DIR/none|herd.link.tls=on", "herd.tls.ca: there is no file DIR/none")]
    public void What_cannot_be_used_is_told_with_setting_and_file(string sets, string error)
    {
        PrepareFiles();

        var refusal = Assert.Throws<SettingsException>(() => Open(sets));

        Assert.Equal(error, refusal.Message.Replace(_issued.Folder, "DIR", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("herd.tls.certificate=DIR/both.pem|herd.client.tls=on", false)]
    [InlineData("herd.tls.certificate=DIR/both.pem|herd.tls.ca=DIR/ca.pem|herd.link.tls=on", true)]
    [InlineData("herd.tls.certificate=DIR/both.pem|herd.tls.key=DIR/locked.pem|herd.tls.password=sesame|herd.http.tls=on", false)]
    [InlineData("herd.tls.certificate=DIR/{node}.pem|herd.tls.key=DIR/{node}-key.pem|herd.tls.ca=DIR/ca.pem|herd.link.tls=on", true)]
    [InlineData("herd.tls.certificate=DIR/ada.pfx|herd.tls.password=sesame|herd.link.tls=on", true)]
    [InlineData("herd.tls.dir=DIR|herd.tls.certificate=DIR/ada.pfx|herd.tls.password=sesame", true)]
    public void PEM_and_PKCS_12_are_read(string sets, bool hasCa)
    {
        PrepareFiles();

        var tls = Open(sets)!;

        Assert.True(tls.Current.Own.HasPrivateKey);
        Assert.True(NodeCertificate.IsOf(tls.Current.Own, "Ada"));
        Assert.Equal(hasCa, tls.Current.Authorities.Count > 0);
    }

    [Fact]
    public void Without_a_port_that_has_TLS_no_file_is_read()
    {
        Assert.Null(Open("herd.tls.certificate=/nowhere"));
        Assert.Null(Open("herd.tls.dir=/nowhere|herd.client.tls=off|herd.http.tls=off|herd.link.tls=off"));
    }

    [Fact]
    public void A_folder_means_all_ports_but_those_that_are_off()
    {
        Assert.Equal((true, true, true), PortsOf("herd.tls.dir=certs"));
        Assert.Equal((true, false, true), PortsOf("herd.tls.dir=certs", "herd.http.tls=off"));
        Assert.Equal((false, false, true), PortsOf("herd.tls.certificate=x", "herd.link.tls=on"));

        (bool, bool, bool) PortsOf(params string[] sets)
        {
            var tls = Load(Pair, sets).Tls;
            return (tls.Clients, tls.Http, tls.Links);
        }
    }

    [Fact]
    public void The_switch_that_was_before_is_refused_with_what_there_is_now() => Assert.Equal(
        "--set: akka.remote.dot-netty.tcp.enable-ssl: no such setting any more; set herd.tls and herd.link.tls = on",
        Refusal(Pair, ["akka.remote.dot-netty.tcp.enable-ssl=on"]));

    [Fact]
    public void A_renewed_certificate_counts_when_it_was_seen_twice()
    {
        PrepareFiles();
        var tls = Open("herd.tls.dir=DIR")!;
        var before = tls.Current;
        Assert.Null(tls.Look());

        Issue("Ada", days: 300);

        Assert.Null(tls.Look());
        Assert.Same(before, tls.Current);
        Assert.Equal(new NodeTls.Change(null), tls.Look());
        Assert.InRange(tls.Until, DateTimeOffset.UtcNow.AddDays(299), DateTimeOffset.UtcNow.AddDays(301));
        Assert.Null(tls.Look());
    }

    [Theory]
    [InlineData("missing", "herd.tls.key: there is no file")]
    [InlineData("half", "herd.tls.key: ")]
    [InlineData("another's", "herd.tls.key: ")]
    public void A_file_that_turns_bad_is_told_once_and_changes_nothing_until_it_is_good_again(string mistake, string told)
    {
        PrepareFiles();
        var tls = Open("herd.tls.dir=DIR")!;
        var before = tls.Current;
        var path = _issued.PathOf("Ada-key.pem");
        var good = File.ReadAllText(path);

        if (mistake == "missing")
            File.Delete(path);
        else
            File.WriteAllText(path, mistake == "half" ? good[..^50] : File.ReadAllText(_issued.PathOf("Hands-key.pem")));

        var changes = Enumerable.Range(0, 5).Select(_ => tls.Look()).OfType<NodeTls.Change>().ToList();
        Assert.StartsWith(told, Assert.Single(changes).Problem, StringComparison.Ordinal);
        Assert.EndsWith("; the certificate that was read before stays in use", changes[0].Problem, StringComparison.Ordinal);
        Assert.Same(before, tls.Current);

        File.WriteAllText(path, good);
        Assert.All(Enumerable.Range(0, 3), _ => Assert.Null(tls.Look()));
        File.Delete(path);
        Assert.Single(Enumerable.Range(0, 5).Select(_ => tls.Look()).OfType<NodeTls.Change>());
    }

    [Theory]
    [InlineData(31, 0, "")]
    [InlineData(29, 0, "ends in 29 days, on ")]
    [InlineData(1, 0, "ends in 1 days, on ")]
    [InlineData(10, 11, "ended on ")]
    public void What_ends_within_thirty_days_is_told(int days, int later, string told)
    {
        PrepareFiles();
        Issue("Ada", days);
        var tls = Open("herd.tls.dir=DIR")!;

        var warnings = tls.Warnings(DateTimeOffset.UtcNow.AddDays(later)).ToList();

        if (told.Length == 0)
            Assert.Empty(warnings);
        else
            Assert.Contains($"herd.tls.certificate: {_issued.PathOf("Ada.pem")} {told}", Assert.Single(warnings), StringComparison.Ordinal);
    }

    private void PrepareFiles()
    {
        Issue("Ada", days: 100);
        var (certificate, key) = (File.ReadAllText(_issued.PathOf("Ada.pem")), File.ReadAllText(_issued.PathOf("Ada-key.pem")));
        File.WriteAllText(_issued.PathOf("both.pem"), certificate + key);
        File.WriteAllText(_issued.PathOf("half"), certificate[..200]);
        File.WriteAllText(_issued.PathOf("text"), "no certificate");
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(key);
        File.WriteAllText(_issued.PathOf("locked.pem"), ecdsa.ExportEncryptedPkcs8PrivateKeyPem("sesame", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        using var ada = _issued.Of("Ada");
        using var ca = X509CertificateLoader.LoadCertificateFromFile(_issued.Ca);
        File.WriteAllBytes(_issued.PathOf("ada.pfx"), new X509Certificate2Collection { ada, ca }.Export(X509ContentType.Pkcs12, "sesame")!);
    }

    private void Issue(string node, int days)
    {
        using var authority = CertificateAuthority.Open(_issued.Folder, "goloman", DateTimeOffset.UtcNow);
        authority.Issue(node, [], days, DateTimeOffset.UtcNow);
    }

    private NodeTls? Open(string sets)
    {
        var herd = Load(Pair, sets.Replace("DIR", _issued.Folder, StringComparison.Ordinal).Split('|'));
        return NodeTls.Open(herd.Tls, herd.FindNode("Ada")!);
    }
}
