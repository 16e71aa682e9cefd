using System.Net;
using Herd.Node.Settings;
using Microsoft.AspNetCore.Http;

namespace Herd.Node.Hosting;

/// <summary>
/// Keeps web pages of others from changing anything with their visitors' browsers. A browser tells a page's origin; and a
/// page can't have a request sent to a node's address under the node's own name, for then it would be the node's page.
/// </summary>
internal sealed class WebPageCheck
{
    private const string Local = "localhost";

    private readonly HashSet<string> _hosts;
    private readonly Predicate<Uri> _isTrusted;

    /// <param name="hosts">Names by which the herd's nodes are reached. Addresses need not be among them.</param>
    /// <param name="isTrusted">Which other origins' pages may change something; null: none.</param>
    public WebPageCheck(IEnumerable<string> hosts, Predicate<Uri>? isTrusted = null)
    {
        _hosts = [Local, .. hosts.Select(Normalize)];
        _isTrusted = isTrusted ?? (_ => false);
    }

    public static WebPageCheck Of(HerdSettings herd, Predicate<Uri>? isTrusted = null) =>
        new(herd.Nodes.SelectMany(node => new[] { node.Host, node.Bind }).Concat(herd.Access.Hosts), isTrusted);

    /// <param name="request">One that changes something.</param>
    /// <param name="isKnown">It shows a key or a proof, which a page of another site hasn't.</param>
    /// <returns>Why it may be such a page's, for people; null: it isn't.</returns>
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

        // Some browsers say this where they leave Origin out.
        if (request.Headers["Sec-Fetch-Site"] is [{ } site, ..] && site is not ("same-origin" or "none"))
            return $"expected a request of no other site's page, found Sec-Fetch-Site: {SettingsCheck.Show(site)}";
        // Of a GET to an address without TLS browsers say neither; but that they are browsers, a page can't help.
        if ((HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && IsOfBrowser(request))
            return "expected a phone's app, found a browser, which another site's page may have sent here";
        // Under a name of its own that leads to this node, a page is of the node's origin.
        return isKnown || IsOwn(request.Host.Host)
            ? null
            : $"expected a Host that is an address or a name of the herd's nodes, found {SettingsCheck.Show(request.Host.Host)}; show a key, or add it to herd.access.hosts";
    }

    private static bool IsOfBrowser(HttpRequest request) =>
        request.Headers.UserAgent.ToString().StartsWith("Mozilla/", StringComparison.OrdinalIgnoreCase)
        || request.Headers.Accept.ToString() is var accept && (accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) || accept.Contains("image/", StringComparison.OrdinalIgnoreCase));

    private static string Unexpected(string? origin) => $"expected no Origin, or this node's own, found {SettingsCheck.Show(origin ?? "")}";

    /// <summary>Ports and all, but for the scheme's own.</summary>
    private static bool IsSameHost(Uri page, HostString host) =>
        Normalize(page.Host) == Normalize(host.Host) && page.Port == (host.Port ?? (page.Scheme == Uri.UriSchemeHttps ? 443 : 80));

    private bool IsOwn(string host) => IPAddress.TryParse(host.Trim('[', ']'), out _) || _hosts.Contains(Normalize(host));

    private static string Normalize(string host) => host.TrimEnd('.').ToLowerInvariant();
}
