using System.Security.Cryptography.X509Certificates;
using Herd.Node.Tls;

namespace Herd.Tests.Node.Tls;

/// <summary>A folder as <c>herd certificates</c> makes it, for the nodes of Goloman.</summary>
internal sealed class IssuedCertificates : IDisposable
{
    public static readonly string[] Goloman = ["Goloman", "Hands", "Holiday", "Welsh", "Wilkes"];

    private readonly TemporaryFolder _folder = new();

    /// <param name="days">How long they are valid.</param>
    public IssuedCertificates(int days = 100)
    {
        // So that it can have issued what has ended.
        CertificateAuthority.Open(Folder, "goloman", DateTimeOffset.UtcNow.AddDays(-2)).Dispose();
        Issue(days);
    }

    public string Folder => _folder.Path;

    public string Ca => PathOf(CertificateFolder.Ca);

    public string PathOf(string file) => _folder.PathOf(file);

    /// <summary>Renews them all.</summary>
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
