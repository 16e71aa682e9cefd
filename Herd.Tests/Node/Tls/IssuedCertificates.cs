using System.Security.Cryptography.X509Certificates;
using Herd.Node.Tls;

namespace Herd.Tests.Node.Tls;

/// <summary>A folder as <c>herd certificates</c> writes it, for goloman's nodes.</summary>
internal sealed class IssuedCertificates : IDisposable
{
    public static readonly string[] Goloman = ["Goloman", "Hands", "Holiday", "Welsh", "Wilkes"];

    private readonly TemporaryFolder _folder = new();

    public IssuedCertificates(int days = 100)
    {
        // Backdated, so that it can have issued expired certificates.
        CertificateAuthority.Open(Folder, "goloman", DateTimeOffset.UtcNow.AddDays(-2)).Dispose();
        Issue(days);
    }

    public string Folder => _folder.Path;

    public string Ca => PathOf(CertificateFolder.Ca);

    public string PathOf(string file) => _folder.PathOf(file);

    public void Issue(int days)
    {
        using var authority = CertificateAuthority.Open(Folder, "goloman", DateTimeOffset.UtcNow);
        foreach (var node in Goloman)
            authority.Issue(node, [], days, DateTimeOffset.UtcNow);
    }

    public X509Certificate2 Of(string node) =>
        X509Certificate2.CreateFromPemFile(PathOf(CertificateFolder.CertificateOf(node)), PathOf(CertificateFolder.KeyOf(node)));

    public void Dispose() => _folder.Dispose();
}
