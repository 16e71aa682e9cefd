namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.tls</c>, and which ports have TLS. In paths, <c>{node}</c> stands for a node's name.</summary>
/// <param name="Certificate">PEM or PKCS #12; empty: none.</param>
/// <param name="Key">PEM; empty: it is in the certificate's file.</param>
/// <param name="Password">The key's; empty: none.</param>
/// <param name="Ca">PEM: who issues the certificates of the herd's nodes; empty: who is in the certificate's PKCS #12 file.</param>
/// <param name="Clients"><c>herd.client.tls</c>.</param>
/// <param name="Http"><c>herd.http.tls</c>.</param>
/// <param name="Links"><c>herd.link.tls</c>: links, and cluster ports' certificates.</param>
public sealed record TlsSettings(string Certificate, string Key, string Password, string Ca, bool Clients, bool Http, bool Links)
{
    private const string NodePlaceholder = "{node}";

    /// <summary>No TLS.</summary>
    public static TlsSettings None { get; } = new("", "", "", "", false, false, false);

    /// <summary>Whether any port has TLS.</summary>
    public bool IsUsed => Clients || Http || Links;

    /// <summary>Of the HTTP ports' URLs.</summary>
    public string HttpScheme => Http ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;

    /// <summary>With one node's paths.</summary>
    public TlsSettings For(string node) => this with
    {
        Certificate = Certificate.Replace(NodePlaceholder, node, StringComparison.Ordinal),
        Key = Key.Replace(NodePlaceholder, node, StringComparison.Ordinal),
    };

    /// <summary>Without the password.</summary>
    public override string ToString() => $"TLS with {Certificate}";
}
