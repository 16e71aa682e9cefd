using System.Security.Cryptography.X509Certificates;

namespace Herd.Tests.Node;

/// <summary>PKCS #12 files as an operator gives them to nodes, in a temporary folder.</summary>
internal sealed class CertificateFiles : IDisposable
{
    public const string Password = "a secret";

    private readonly TemporaryFolder _folder = new();

    public Certificates Herd { get; } = new("the herd");

    public Certificates Others { get; } = new("somebody else");

    public string OfNode(string name, Certificates issuer, int validForDays = 100)
    {
        using var own = issuer.Issue(name, validForDays);
        using var authority = X509CertificateLoader.LoadCertificate(issuer.Authority.RawData);
        return Write(name, own, authority);
    }

    public string Write(string name, params X509Certificate2[] certificates)
    {
        var path = _folder.PathOf(name + ".pfx");
        File.WriteAllBytes(path, new X509Certificate2Collection(certificates).Export(X509ContentType.Pfx, Password)!);
        return path;
    }

    public string WriteText(string name, string text) => _folder.Write(name, text);

    public static string[] Tls(string path, string password = Password) =>
    [
        "--set", "herd.link.tls=on",
        "--set", $"herd.tls.certificate={path}",
        "--set", $"herd.tls.password={password}",
    ];

    public void Dispose()
    {
        Herd.Dispose();
        Others.Dispose();
        _folder.Dispose();
    }
}
