using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Herd.Node.Hosting;
using Herd.Node.Settings;
using Xunit;

namespace Herd.Tests.Node.Hosting;

/// <summary>Which certificates a herd takes for its own, by what stands in a node's file.</summary>
public sealed class HerdCertificateTests : IDisposable
{
    private readonly CertificateFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Without_TLS_there_is_none() => Assert.Null(Read());

    [Fact]
    public void Those_of_the_CA_in_the_file_are_of_the_herd_and_others_are_not()
    {
        var herd = Read(CertificateFiles.Tls(_files.OfNode("Ada", _files.Herd)))!;
        using var bo = _files.Herd.Issue("Bo");
        using var stranger = _files.Others.Issue("Bo");

        Assert.True(herd.IsOfTheHerd(bo));
        Assert.False(herd.IsOfTheHerd(stranger));
        Assert.False(herd.IsOfTheHerd(_files.Others.Authority));
        Assert.False(herd.IsOfTheHerd(null));
    }

    [Fact]
    public void Those_of_an_authority_below_the_CA_are_if_both_are_in_the_file()
    {
        using var own = _files.Herd.Issue("Ada");
        using var below = new Certificates("below", _files.Herd);
        using var bo = below.Issue("Bo");

        Assert.True(ReadWith(own, _files.Herd.Authority, below.Authority).IsOfTheHerd(bo));
        Assert.False(ReadWith(own, _files.Herd.Authority).IsOfTheHerd(bo));
        Assert.False(ReadWith(own, below.Authority).IsOfTheHerd(bo));
    }

    [Fact]
    public void One_that_has_expired_is_not()
    {
        var herd = Read(CertificateFiles.Tls(_files.OfNode("Ada", _files.Herd)))!;
        using var late = _files.Herd.Issue("Bo", validForDays: 0);

        Assert.False(herd.IsOfTheHerd(late));
    }

    [Fact]
    public void With_a_self_signed_certificate_only_that_one_is()
    {
        using var own = SelfSigned("herd");
        using var same = SelfSigned("herd");
        var herd = Read(CertificateFiles.Tls(_files.Write("own", own)))!;

        Assert.True(herd.IsOfTheHerd(own));
        Assert.False(herd.IsOfTheHerd(same));
    }

    [Fact]
    public void What_a_node_signs_with_its_own_certificate_is_not()
    {
        var herd = Read(CertificateFiles.Tls(_files.OfNode("Ada", _files.Herd)))!;
        using var bo = _files.Herd.Issue("Bo");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=forged", key, HashAlgorithmName.SHA256);
        using var forged = request.Create(
            bo.SubjectName, X509SignatureGenerator.CreateForECDsa(bo.GetECDsaPrivateKey()!), bo.NotBefore, bo.NotAfter, [1, 2, 3]);

        Assert.False(herd.IsOfTheHerd(forged));
    }

    [Fact]
    public void The_cluster_port_shows_the_nodes_certificate_and_trusts_the_herds_alone()
    {
        var credentials = Read(CertificateFiles.Tls(_files.OfNode("Ada", _files.Herd)))!.ToCredentials();
        using var bo = _files.Herd.Issue("Bo");
        using var stranger = _files.Others.Issue("Bo");

        Assert.Equal("CN=Ada", credentials.Own.Subject);
        Assert.True(credentials.IsTrusted!(bo));
        Assert.False(credentials.IsTrusted(stranger));
    }

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(5));
    }

    /// <param name="own">The node's.</param>
    /// <param name="authorities">What else stands in its file, without their keys.</param>
    private HerdCertificate ReadWith(X509Certificate2 own, params X509Certificate2[] authorities) => Read(CertificateFiles.Tls(_files.Write(
        "Ada", [own, .. authorities.Select(authority => X509CertificateLoader.LoadCertificate(authority.RawData))])))!;

    private static HerdCertificate? Read(params string[] tls) =>
        HerdCertificate.Read(HerdSettings.Load("goloman", [.. tls.Where(argument => argument != "--set")], []));
}
