using System.Globalization;
using Herd.Actors.Access;
using Herd.Actors.Places.Embedded;
using Herd.Node.Hosting;
using Herd.Node.Http;
using Herd.Node.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Herd.Node.Map;

/// <summary>The live map (docs/map.md). The page's files are open to all, since they reveal nothing.</summary>
internal sealed class MapEndpoints
{
    private const string Page = "index.html";
    private const int MaxZoom = 12;
    private const int TownsPerTile = 80;

    private readonly HerdDirectory _directory;
    private readonly MapSettings _settings;
    private readonly bool _isDemo;

    private MapEndpoints(HerdDirectory directory, MapSettings settings, bool isDemo)
    {
        _directory = directory;
        _settings = settings;
        _isDemo = isDemo;
    }

    /// <param name="Node">The node that answers.</param>
    /// <param name="IsDemo">Whether <c>/demo</c> exists.</param>
    private sealed record NodesAnswer(string Herd, string Node, IEnumerable<NodeAnswer> Nodes, string Tiles, string Attribution, bool IsDemo);

    private sealed record NodeAnswer(string Name, string Http, bool? Reachable);

    public static void Map(WebApplication application, HerdSettings herd, bool isDemo)
    {
        var map = new MapEndpoints(application.Services.GetRequiredService<HerdDirectory>(), herd.Map, isDemo);
        application.MapQuestion("/", map.AnswerPageAsync).OpenToAll();
        application.MapQuestion("/map/{file}", AnswerFileAsync).OpenToAll();
        application.MapQuestion("/map/nodes", map.AnswerNodesAsync).RequireMay(Permissions.Read);
        application.MapQuestion("/map/towns/{zoom}/{column}/{row}", AnswerTownsAsync).RequireMay(Permissions.Read);
    }

    private async Task AnswerPageAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = PolicyOf(await _directory.ReadAsync().ConfigureAwait(false), context.Request.Host);
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        await MapFile.Find(Page)!.AnswerAsync(context).ConfigureAwait(false);
    }

    private static Task AnswerFileAsync(HttpContext context) =>
        (MapFile.Find((string)context.Request.RouteValues["file"]!) ?? throw new HttpFault(StatusCodes.Status404NotFound, "there is no such file of the map")).AnswerAsync(context);

    private async Task AnswerNodesAsync(HttpContext context)
    {
        _ = new Query(context);
        var nodes = await _directory.ReadAsync().ConfigureAwait(false);
        await context.Response.WriteAsJsonAsync(new NodesAnswer(
            _directory.Herd,
            _directory.Node,
            nodes.Select(node => new NodeAnswer(node.Name, node.Origin, node.Reachable)),
            _settings.Tiles,
            _settings.Attribution,
            _isDemo)).ConfigureAwait(false);
    }

    /// <summary>The most prominent towns of a Web Mercator tile. The world is 2^zoom tiles wide and high.</summary>
    private static async Task AnswerTownsAsync(HttpContext context)
    {
        _ = new Query(context);
        var zoom = Number(context, "zoom", MaxZoom);
        var (column, row) = (Number(context, "column", (1 << zoom) - 1), Number(context, "row", (1 << zoom) - 1));
        var json = TownTiles.Write(LongitudeOf(column), LatitudeOf(row + 1), LongitudeOf(column + 1), LatitudeOf(row), TownsPerTile);
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "private, max-age=86400";
        await context.Response.Body.WriteAsync(json, context.RequestAborted).ConfigureAwait(false);

        double LongitudeOf(int number) => 360.0 * number / (1 << zoom) - 180;

        double LatitudeOf(int number) => double.RadiansToDegrees(Math.Atan(Math.Sinh(Math.PI * (1 - 2.0 * number / (1 << zoom)))));
    }

    private static int Number(HttpContext context, string name, int max) =>
        int.TryParse((string?)context.Request.RouteValues[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max
            ? number
            : throw Query.Fault($"expected a whole number from 0 to {max} as {name} of a tile");

    /// <summary>Allows only this node, the herd's nodes (also under the host name of this request), and the origin of tiles.</summary>
    private string PolicyOf(IReadOnlyList<HerdDirectory.Entry> nodes, HostString asked)
    {
        var origins = nodes.Select(node => node.Origin);
        if (Uri.CheckHostName(asked.Host) is UriHostNameType.Dns or UriHostNameType.IPv4)
            origins = origins.Concat(nodes.Select(node => $"{node.Http.Scheme}://{asked.Host}:{node.Http.Port}"));
        var images = _settings.Tiles.Length > 0 ? $"'self' {OriginOfTiles(_settings.Tiles)}" : "'self'";
        return $"default-src 'self'; connect-src 'self' {string.Join(' ', origins.Distinct())}; img-src {images}; "
            + "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private static string OriginOfTiles(string template) => new Uri(template).GetLeftPart(UriPartial.Authority);
}
