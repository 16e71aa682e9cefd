using System.Text.Json;
using Herd.Actors.Access;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Node.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Herd.Node.Http;

/// <summary>Reports, and what is known of one client: <c>/v1/clients</c> (docs/http.md).</summary>
/// <param name="registry">The node's.</param>
/// <param name="reports">Reads them.</param>
internal sealed class ClientEndpoints(Registry registry, ReportReader reports)
{
    private const int MaxErrors = 100;
    private const int MaxBodyLength = 64 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/v1/clients/{id}", HttpFaults.Handle(PutAsync)).RequireMay(Permissions.Report);
        routes.MapPost("/v1/clients", HttpFaults.Handle(PostAsync)).RequireMay(Permissions.Report);
        routes.MapDelete("/v1/clients/{id}", HttpFaults.Handle(DeleteAsync)).RequireAdmin();
        routes.MapGet("/v1/clients/{id}", HttpFaults.Handle(GetAsync)).RequireMay(Permissions.Read);
    }

    private async Task PutAsync(HttpContext context)
    {
        _ = new Query(context);
        var id = ClientId.In(context);
        if (!HttpAccess.GrantOf(context).MayReport(id))
            throw new HttpFault(StatusCodes.Status403Forbidden, "the key may not report this client");
        using var body = await ReadBodyAsync(context).ConfigureAwait(false);
        if (!reports.TryRead(body.RootElement, id, out var report, out var error))
            throw Query.Fault(error);
        var block = registry.NewBlock();
        block.Add(report, 1);
        if ((await block.SendAsync(context.RequestAborted).ConfigureAwait(false)).Single().Outcome == Taken.NoRoom)
            throw new HttpFault(StatusCodes.Status507InsufficientStorage, "the node is full (herd.locations.max-count or max-memory): new clients are refused");
        await AnswerAsync(context, id).ConfigureAwait(false);
    }

    private async Task GetAsync(HttpContext context)
    {
        _ = new Query(context);
        var id = ClientId.In(context);
        if (!HttpAccess.GrantOf(context).MayRead(id))
            throw Unknown();
        await AnswerAsync(context, id).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        _ = new Query(context);
        await registry.ForgetAsync(ClientId.In(context), context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task AnswerAsync(HttpContext context, byte[] id)
    {
        var frame = await registry.FindAsync(id, context.RequestAborted).ConfigureAwait(false) ?? throw Unknown();
        context.Response.ContentType = GeoJson.MediaType;
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, GeoJson.WriterOptions);
        GeoJson.WriteFeature(writer, new UpdateFrame(frame));
    }

    private async Task PostAsync(HttpContext context)
    {
        _ = new Query(context);
        var isGeoJson = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() switch
        {
            "application/x-ndjson" or "application/ndjson" => false,
            GeoJson.MediaType or "application/json" => true,
            var other => throw new HttpFault(StatusCodes.Status415UnsupportedMediaType, $"expected application/x-ndjson or {GeoJson.MediaType}, found {other ?? "no content type"}"),
        };
        // As many as there are; what stays away for too long ends by Kestrel's least rate.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        var answer = await TakeAsync(context, isGeoJson).ConfigureAwait(false);
        await context.Response.WriteAsJsonAsync(answer, HttpJson.Default.BulkAnswer).ConfigureAwait(false);
    }

    private async Task<BulkAnswer> TakeAsync(HttpContext context, bool isGeoJson)
    {
        var (body, cancel, grant) = (context.Request.BodyReader, context.RequestAborted, HttpAccess.GrantOf(context));
        var tally = new Tally();
        var block = registry.NewBlock();
        await foreach (var (number, json) in (isGeoJson ? BulkReader.FeaturesAsync(body, cancel) : BulkReader.LinesAsync(body, cancel)).ConfigureAwait(false))
        {
            using var owned = json;
            if (json is null)
                tally.Refuse(number, "expected JSON");
            else if (!(isGeoJson ? reports.TryReadFeature(json.RootElement, out var report, out var error) : reports.TryRead(json.RootElement, null, out report, out error)))
                tally.Refuse(number, error);
            else if (!grant.MayReport(report.Client))
                tally.Refuse(number, "the key may not report this client");
            else
                block.Add(report, number);
            if (!block.IsFull)
                continue;
            tally.Count(await block.SendAsync(cancel).ConfigureAwait(false));
            block = registry.NewBlock();
        }

        tally.Count(await block.SendAsync(cancel).ConfigureAwait(false));
        return tally.ToAnswer();
    }

    private static async Task<JsonDocument> ReadBodyAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxBodyLength;
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            throw Query.Fault("expected JSON such as {\"lat\":34.0689,\"lon\":-118.4451}");
        }
    }

    private static HttpFault Unknown() => new(StatusCodes.Status404NotFound, "no such client is known");

    /// <summary>What became of many reports.</summary>
    private sealed class Tally
    {
        private readonly List<BulkError> _errors = [];
        private long _accepted;
        private long _stale;
        private long _refused;

        public void Refuse(long number, string detail)
        {
            _refused++;
            if (_errors.Count < MaxErrors)
                _errors.Add(new BulkError(number, detail));
        }

        public void Count(IEnumerable<(long Line, Taken Outcome)> outcomes)
        {
            foreach (var (line, outcome) in outcomes)
            {
                if (outcome == Taken.NoRoom)
                    Refuse(line, "the node is full (herd.locations.max-count or max-memory)");
                else if (outcome == Taken.Stale)
                    _stale++;
                else
                    _accepted++;
            }
        }

        public BulkAnswer ToAnswer() => new(_accepted, _stale, _refused, [.. _errors.OrderBy(error => error.Line)]);
    }
}
