namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.tls</c>, and which ports have TLS. <c>{node}</c> in paths is a node's name.</summary>
/// <param name="Certificate">PEM or PKCS #12; empty: none.</param>
/// <param name="Key">PEM; empty: it is in the certificate's file.</param>
/// <param name="Ca">PEM, issues the nodes' certificates; empty: the CAs in the certificate's PKCS #12 file.</param>
/// <param name="Links">Also decides about the cluster ports' certificates.</param>
public sealed record TlsSettings(string Certificate, string Key, string Password, string Ca, bool Clients, bool Http, bool Links)
{
    private const string NodePlaceholder = "{node}";

    public static TlsSettings None { get; } = new("", "", "", "", false, false, false);

    public bool IsUsed => Clients || Http || Links;

    public string HttpScheme => Http ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;

    public TlsSettings For(string node) => this with
    {
        Certificate = Certificate.Replace(NodePlaceholder, node, StringComparison.Ordinal),
        Key = Key.Replace(NodePlaceholder, node, StringComparison.Ordinal),
    };

    /// <summary>Doesn't show the password.</summary>
    public override string ToString() => $"TLS with {Certificate}";
}
