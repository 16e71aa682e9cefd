using System.Net;
using Herd.Node.Settings;
using Microsoft.AspNetCore.Http;

namespace Herd.Node.Hosting;

/// <summary>Keeps other sites' pages from changing anything through a visitor's browser.</summary>
/// <remarks>Browsers send a page's origin. Under the node's own name a page can't reach it, or it would be the node's page.</remarks>
internal sealed class WebPageCheck
{
    private const string Local = "localhost";

    private readonly HashSet<string> _hosts;
    private readonly Predicate<Uri> _isTrusted;

    /// <param name="hosts">Names of the herd's nodes. Addresses are always accepted.</param>
    /// <param name="isTrusted">Other origins that may change something; null: none.</param>
    public WebPageCheck(IEnumerable<string> hosts, Predicate<Uri>? isTrusted = null)
    {
        _hosts = [Local, .. hosts.Select(Normalize)];
        _isTrusted = isTrusted ?? (_ => false);
    }

    public static WebPageCheck Of(HerdSettings herd, Predicate<Uri>? isTrusted = null) =>
        new(herd.Nodes.SelectMany(node => new[] { node.Host, node.Bind }).Concat(herd.Access.Hosts), isTrusted);

    /// <param name="isKnown">The request shows a key or proof, which another site's page doesn't have.</param>
    /// <returns>Why the request may come from such a page, for people; null: it doesn't.</returns>
    public string? Refusal(HttpRequest request, bool isKnown)
    {
        foreach (var origin in request.Headers.Origin)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var page))
                return Unexpected(origin);
            if (_isTrusted(page))
                return null;
            if (!IsSameHost(page, request.Host))
                return Unexpected(origin);
        }

        // Some browsers send this instead of Origin.
        if (request.Headers["Sec-Fetch-Site"] is [{ } site, ..] && site is not ("same-origin" or "none"))
            return $"expected a request of no other site's page, found Sec-Fetch-Site: {SettingsCheck.Show(site)}";
        // For a GET to an address without TLS, browsers send neither. But a page can't hide that it runs in a browser.
        if ((HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && IsOfBrowser(request))
            return "expected a phone's app, found a browser, which another site's page may have sent here";
        // A page whose own host name resolves to this node has the node's origin.
        return isKnown || IsOwn(request.Host.Host)
            ? null
            : $"expected a Host that is an address or a name of the herd's nodes, found {SettingsCheck.Show(request.Host.Host)}; show a key, or add it to herd.access.hosts";
    }

    private static bool IsOfBrowser(HttpRequest request) =>
        request.Headers.UserAgent.ToString().StartsWith("Mozilla/", StringComparison.OrdinalIgnoreCase)
        || request.Headers.Accept.ToString() is var accept && (accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) || accept.Contains("image/", StringComparison.OrdinalIgnoreCase));

    private static string Unexpected(string? origin) => $"expected no Origin, or this node's own, found {SettingsCheck.Show(origin ?? "")}";

    private static bool IsSameHost(Uri page, HostString host) =>
        Normalize(page.Host) == Normalize(host.Host) && page.Port == (host.Port ?? (page.Scheme == Uri.UriSchemeHttps ? 443 : 80));

    private bool IsOwn(string host) => IPAddress.TryParse(host.Trim('[', ']'), out _) || _hosts.Contains(Normalize(host));

    private static string Normalize(string host) => host.TrimEnd('.').ToLowerInvariant();
}
