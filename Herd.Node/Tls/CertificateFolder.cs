namespace Herd.Node.Tls;

/// <summary>Names of the files that <c>herd certificates</c> makes.</summary>
internal static class CertificateFolder
{
    public const string Ca = "ca.pem";
    public const string CaKey = "ca-key.pem";

    public static string CertificateOf(string node) => $"{node}.pem";

    public static string KeyOf(string node) => $"{node}-key.pem";
}
