using System.Globalization;
using System.Text.Json;
using Herd.Actors.Access;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Actors.Telemetry;
using Herd.Node.Hosting;
using Herd.Node.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Herd.Node.Http;

/// <summary>Endpoints under <c>/v1/clients</c> that report, find and forget clients (docs/http.md).</summary>
internal sealed class ClientEndpoints(Registry registry, ReportReader reports, NodeTelemetry telemetry)
{
    private const string JsonType = "application/json";
    private const int MaxErrors = 100;
    private const int MaxBodyLength = 64 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/v1/clients/{id}", HttpFaults.Handle(PutAsync)).RequireMay(Permissions.Report)
            .Describe(PutAsync, "reportClient", "Says where a client is; answers where the node now knows it to be.")
            .WithClientId().Takes<Schemas.Report>(JsonType).Answers<Schemas.Feature>(GeoJson.MediaType, 400, 401, 403, 409, 413, 503, 507);
        routes.MapPost("/v1/clients", HttpFaults.Handle(PostAsync)).RequireMay(Permissions.Report)
            .Describe(PostAsync, "reportClients", "Says where many clients are: NDJSON or a GeoJSON FeatureCollection, of any size.")
            .Takes<Schemas.ReportLine>(GeoJson.LinesMediaType).Takes<Schemas.FeatureCollection>(GeoJson.MediaType).Answers<BulkAnswer>(JsonType, 400, 401, 403, 415, 503);
        routes.MapDelete("/v1/clients/{id}", HttpFaults.Handle(DeleteAsync)).RequireAdmin()
            .Describe(DeleteAsync, "forgetClient", "Forgets a client, at this node and everywhere.")
            .WithClientId().AnswersNothing(400, 401, 403, 503, 507);
        routes.MapQuestion("/v1/clients/{id}", GetAsync).RequireMay(Permissions.Read)
            .Describe(GetAsync, "getClient", "Where a client is.")
            .WithClientId().Answers<Schemas.Feature>(GeoJson.MediaType, 400, 401, 403, 404);
    }

    private async Task PutAsync(HttpContext context)
    {
        _ = new Query(context);
        var (id, grant) = (ClientId.In(context), HttpAccess.GrantOf(context));
        if (!grant.MayReport(id))
        {
            telemetry.Refused(RefusalReason.Forbidden);
            throw new HttpFault(StatusCodes.Status403Forbidden, "the key may not report this client");
        }

        using var body = await ReadBodyAsync(context).ConfigureAwait(false);
        if (!reports.TryRead(body.RootElement, id, out var report, out var error))
        {
            telemetry.Refused(RefusalReason.Invalid);
            throw Query.Fault(error);
        }

        var block = registry.NewBlock();
        block.Add(report, 1);
        var told = block.Frames.ToArray();
        if ((await block.SendAsync(context.RequestAborted).ConfigureAwait(false)).Single().Outcome == UpdateOutcome.NoRoom)
            throw Registry.NodeIsFull();
        // A caller that may not read gets its own report back, not what others reported later.
        var known = grant.MayRead(id) ? await registry.FindAsync(id, context.RequestAborted).ConfigureAwait(false) : told;
        await AnswerAsync(context, known ?? throw new HttpFault(
            StatusCodes.Status409Conflict, "the client was forgotten after the report's time, or a location of that time has expired")).ConfigureAwait(false);
    }

    private async Task GetAsync(HttpContext context)
    {
        _ = new Query(context);
        await AnswerAsync(context, await registry.FindAsync(context, ClientId.In(context)).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        _ = new Query(context);
        await registry.ForgetAsync(ClientId.In(context), context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task AnswerAsync(HttpContext context, byte[] frame)
    {
        context.Response.ContentType = GeoJson.MediaType;
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, GeoJson.WriterOptions);
        GeoJson.WriteFeature(writer, new UpdateFrame(frame));
    }

    private async Task PostAsync(HttpContext context)
    {
        _ = new Query(context);
        var isGeoJson = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() switch
        {
            GeoJson.LinesMediaType or "application/ndjson" => false,
            GeoJson.MediaType or JsonType => true,
            var other => throw new HttpFault(StatusCodes.Status415UnsupportedMediaType, $"expected {GeoJson.LinesMediaType} or {GeoJson.MediaType}, found {(string.IsNullOrEmpty(other) ? "no content type" : SettingsCheck.Show(other))}"),
        };
        if (context.Request.Headers.ContentEncoding is [{ Length: > 0 } encoding, ..])
            throw new HttpFault(StatusCodes.Status415UnsupportedMediaType, $"expected no content encoding, found {SettingsCheck.Show(encoding)}");
        // No limit on length; Kestrel's minimum data rate ends a body that stalls.
        RequestBody.Limit(context, null);
        var answer = await TakeAsync(context, isGeoJson).ConfigureAwait(false);
        await context.Response.WriteAsJsonAsync(answer, HttpJson.Default.BulkAnswer).ConfigureAwait(false);
    }

    private async Task<BulkAnswer> TakeAsync(HttpContext context, bool isGeoJson)
    {
        var (body, cancel, grant) = (context.Request.BodyReader, context.RequestAborted, HttpAccess.GrantOf(context));
        var tally = new Tally();
        var block = registry.NewBlock();
        try
        {
            await foreach (var item in (isGeoJson ? BulkReader.FeaturesAsync(body, cancel) : BulkReader.LinesAsync(body, cancel)).ConfigureAwait(false))
            {
                using var json = item.Json;
                if (json is null)
                    Refuse(item.Number, RefusalReason.Invalid, item.Error);
                else if (!(isGeoJson ? reports.TryReadFeature(json.RootElement, out var report, out var error) : reports.TryRead(json.RootElement, null, out report, out error)))
                    Refuse(item.Number, RefusalReason.Invalid, error);
                else if (!grant.MayReport(report.Client))
                    Refuse(item.Number, RefusalReason.Forbidden, "the key may not report this client");
                else
                    block.Add(report, item.Number);
                if (block.IsFull)
                    await SendAsync().ConfigureAwait(false);
            }
        }
        catch (HttpFault fault) when (fault.Status == StatusCodes.Status400BadRequest)
        {
            // Reports before the fault count.
            await SendAsync().ConfigureAwait(false);
            throw tally.After(fault);
        }

        await SendAsync().ConfigureAwait(false);
        return tally.ToAnswer();

        void Refuse(long number, RefusalReason reason, string detail)
        {
            telemetry.Refused(reason);
            tally.Refuse(number, detail);
        }

        async Task SendAsync()
        {
            var full = block;
            block = registry.NewBlock();
            try
            {
                tally.Count(await full.SendAsync(cancel).ConfigureAwait(false));
            }
            catch (HttpFault fault)
            {
                throw tally.After(fault);
            }
        }
    }

    private static async Task<JsonDocument> ReadBodyAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context, MaxBodyLength).ConfigureAwait(false);
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            throw Query.Fault("expected JSON such as {\"lat\":34.0689,\"lon\":-118.4451}");
        }
    }

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

        public void Count(IEnumerable<(long Line, UpdateOutcome Outcome)> outcomes)
        {
            foreach (var (line, outcome) in outcomes)
            {
                if (outcome == UpdateOutcome.NoRoom)
                    Refuse(line, "the node is full (herd.locations.max-count or max-memory)");
                else if (outcome == UpdateOutcome.Stale)
                    _stale++;
                else
                    _accepted++;
            }
        }

        /// <summary>The fault that ended the request, with counts of the reports before it.</summary>
        public HttpFault After(HttpFault fault) =>
            new(fault.Status, string.Create(CultureInfo.InvariantCulture, $"{fault.Message}; of the reports before it, {_accepted} were accepted, {_stale} stale and {_refused} refused"));

        public BulkAnswer ToAnswer() => new(_accepted, _stale, _refused, [.. _errors.OrderBy(error => error.Line)]);
    }
}
