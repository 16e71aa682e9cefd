using System.Buffers;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Text;
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
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;

namespace Herd.Node.Http.Phones;

/// <summary>
/// Phones' reports (docs/phones.md). Unusable ones are dropped, but answered like stored ones: otherwise trackers resend them forever, or
/// drop the reports queued behind them. <c>herd phone</c> (<see cref="Commands.PhoneCommand"/>) says what to type into each app.
/// </summary>
internal sealed class PhoneEndpoints(Registry registry, ReportReader reports, HerdSettings herd, NodeTelemetry telemetry, TimeProvider clock)
{
    private const string DroppedHeader = "Herd-Dropped";

    private const string NoJson = "no JSON";
    private const string JsonType = "application/json";
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>Bytes of one message.</summary>
    private const int MaxMessageLength = 256 * 1024;

    /// <summary>Bytes of a batch; a location takes about 600. They are read one by one.</summary>
    private const int MaxBatchLength = 16 * 1024 * 1024;

    private readonly Dictionary<string, SecretBoxKey> _boxes = herd.Access.Secrets
        .Where(key => key.Value.OwnTracksKey.Length > 0)
        .ToDictionary(key => key.Key, key => new SecretBoxKey(key.Value.OwnTracksKey));

    private readonly byte[][] _friends = [.. herd.Phones.Friends.Select(Encoding.UTF8.GetBytes)];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/owntracks", HttpFaults.Handle(OwnTracksAsync)).RequireMay(Permissions.Report)
            .Describe(OwnTracksAsync, "reportOwnTracks", "A message of OwnTracks in HTTP mode; answered with where the phone's friends are.")
            .WithQuery("u", JsonSchemaType.String, "The user, if no header X-Limit-U says it.")
            .WithQuery("d", JsonSchemaType.String, "The device, if no header X-Limit-D says it.")
            .Takes<Schemas.OwnTracksMessage>(JsonType).Answers<IReadOnlyList<Schemas.OwnTracksMessage>>(JsonType, 401, 403, 413, 503, 507);
        MapTraccar(routes.MapGet("/traccar", HttpFaults.Handle(TraccarAsync)).ChangesByGet(), "reportTraccarByGet");
        MapTraccar(routes.MapPost("/traccar", HttpFaults.Handle(TraccarAsync)), "reportTraccar")
            .Takes<Schemas.TraccarReport>(JsonType).Takes<Schemas.OsmAndReport>(FormType);
        routes.MapPost("/overland", HttpFaults.Handle(OverlandAsync)).RequireMay(Permissions.Report)
            .Describe(OverlandAsync, "reportOverland", "A batch of Overland, in any order; the newest location of each device counts.")
            .WithQuery("id", JsonSchemaType.String, "The client's ID, if no device_id says it.")
            .Takes<Schemas.OverlandBatch>(JsonType).Answers<Schemas.OverlandAnswer>(JsonType, 401, 403, 413, 503, 507);
    }

    private IEndpointConventionBuilder MapTraccar(IEndpointConventionBuilder endpoint, string name) => endpoint.RequireMay(Permissions.Report)
        .Describe(TraccarAsync, name, "A report of Traccar Client or any sender of the OsmAnd protocol, in the query or the body.")
        .WithQuery("id", JsonSchemaType.String, "The client's ID; also deviceid.")
        .WithQuery("lat", JsonSchemaType.Number, "Degrees; or location=lat,lon.")
        .WithQuery("lon", JsonSchemaType.Number, "Degrees.")
        .WithQuery("timestamp", JsonSchemaType.String, "POSIX seconds or milliseconds, or ISO 8601. Default: now.")
        .WithQuery("speed", JsonSchemaType.Number, "Knots.")
        .WithQuery("bearing", JsonSchemaType.Number, "Degrees; also heading.")
        .WithQuery("altitude", JsonSchemaType.Number, "Metres.")
        .WithQuery("accuracy", JsonSchemaType.Number, "Metres.")
        .WithQuery("batt", JsonSchemaType.Number, "Percent.")
        .AnswersEmpty(401, 403, 413, 503, 507);

    private async Task OwnTracksAsync(HttpContext context)
    {
        var batch = BatchOf(context);
        var body = await RequestBody.ReadAsync(context, MaxMessageLength).ConfigureAwait(false);
        SecretBoxKey? box = null;
        PhoneReading? location = null;
        try
        {
            using var outer = body.Length > 0 ? JsonDocument.Parse(body) : null;
            using var inner = outer is null ? null : Decrypt(context, outer.RootElement, out box);
            if ((inner ?? outer)?.RootElement is { } message && PhoneValue.TextOf(message, "_type") == OwnTracks.Location)
                location = new PhoneReading(OwnTracksIdOf(context, message), OwnTracks.ReadLocation(message, Now, out var error), error);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            batch.Drop(NoJson);
        }

        byte[] answer = [.. "[]"u8];
        if (location is { } told)
        {
            await batch.AddAsync(told).ConfigureAwait(false);
            await batch.CompleteAsync(null).ConfigureAwait(false);
            answer = OwnTracks.WriteFriends(await FriendsAsync(context, told.Id).ConfigureAwait(false));
        }

        // Friends' locations must be as secret on the way as the phone's own.
        if (box is not null)
            answer = JsonSerializer.SerializeToUtf8Bytes(new EncryptedMessage(OwnTracks.Encrypted, box.Seal(answer)), HttpJson.Default.EncryptedMessage);
        await AnswerAsync(context, batch, answer).ConfigureAwait(false);
    }

    private async Task TraccarAsync(HttpContext context)
    {
        RequestBody.Limit(context, MaxBatchLength);
        var (batch, now) = (BatchOf(context), Now);
        string? Parameter(string name) => First(context.Request.Query[name]);
        var id = Traccar.IdOf(Parameter);
        switch (HttpMethods.IsGet(context.Request.Method) ? 0 : await PeekAsync(context.Request.BodyReader, context.RequestAborted).ConfigureAwait(false))
        {
            case (byte)'[':
                await AddAllAsync(context, new BulkList("a list of locations", "locations", null), batch, ReadJson).ConfigureAwait(false);
                break;
            case (byte)'{':
                foreach (var reading in Read(await RequestBody.ReadAsync(context, MaxMessageLength).ConfigureAwait(false), ReadJson))
                    await batch.AddAsync(reading).ConfigureAwait(false);
                break;
            default:
                var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString((await RequestBody.ReadAsync(context, MaxMessageLength).ConfigureAwait(false)).Span));
                string? Field(string name) => (form.TryGetValue(name, out var values) ? First(values) : null) ?? Parameter(name);
                id = Traccar.IdOf(Field);
                await batch.AddAsync(new PhoneReading(id, Traccar.Read(Field, now, out var error), error)).ConfigureAwait(false);
                break;
        }

        await batch.CompleteAsync(id ?? BasicUserOf(context)).ConfigureAwait(false);
        await AnswerAsync(context, batch, []).ConfigureAwait(false);

        IEnumerable<PhoneReading> ReadJson(JsonElement json)
        {
            var owner = Traccar.IdOf(json);
            foreach (var location in Traccar.LocationsIn(json))
                yield return new PhoneReading(owner, Traccar.Read(location, now, out var error), error);
        }
    }

    private async Task OverlandAsync(HttpContext context)
    {
        RequestBody.Limit(context, MaxBatchLength);
        var (batch, now) = (BatchOf(context), Now);
        var list = new BulkList("an object with locations", "locations", "locations", Overland.Id);
        await AddAllAsync(context, list, batch, feature =>
        {
            var report = Overland.Read(feature, now, out var id, out var error);
            return [new PhoneReading(id, report, error)];
        }).ConfigureAwait(false);
        await batch.CompleteAsync(NotEmpty(list.Id) ?? First(context.Request.Query["id"]) ?? BasicUserOf(context)).ConfigureAwait(false);
        await AnswerAsync(context, batch, [.. """{"result":"ok"}"""u8]).ConfigureAwait(false);
    }

    private PosixTime Now => PosixTime.From(clock.GetUtcNow());

    private PhoneBatch BatchOf(HttpContext context) => new(registry, reports, HttpAccess.GrantOf(context), telemetry, context.RequestAborted);

    /// <summary>Opens an encrypted message; null: it isn't encrypted.</summary>
    /// <exception cref="HttpFault">401: the key has no passphrase or another one. The app keeps the message, or tells its user.</exception>
    private JsonDocument? Decrypt(HttpContext context, JsonElement message, out SecretBoxKey? box)
    {
        box = null;
        if (PhoneValue.TextOf(message, "_type") != OwnTracks.Encrypted)
            return null;
        if (_boxes.TryGetValue(HttpAccess.GrantOf(context).Name, out box) && box.Open(PhoneValue.TextOf(message, "data")) is { } opened)
            return JsonDocument.Parse(opened);
        telemetry.WrongHttpKey();
        context.Response.Headers.WWWAuthenticate = HttpGate.Challenge;
        throw new HttpFault(StatusCodes.Status401Unauthorized, $"expected a payload encrypted with the key's owntracks-key, found {(box is null ? "a key that has none" : "one of another key")}");
    }

    private async Task<IReadOnlyList<byte[]>> FriendsAsync(HttpContext context, string? id)
    {
        var grant = HttpAccess.GrantOf(context);
        if (id is null || !grant.May.HasFlag(Permissions.Read))
            return [];
        var find = new FindFriends(Encoding.UTF8.GetBytes(id), _friends, PhoneSettings.MaxFriends, grant.MayRead);
        return await registry.FindFriendsAsync(find, context.RequestAborted).ConfigureAwait(false);
    }

    private static string? OwnTracksIdOf(HttpContext context, JsonElement message)
    {
        var (headers, query) = (context.Request.Headers, context.Request.Query);
        return OwnTracks.IdOf(
            First(headers["X-Limit-U"]) ?? First(query["u"]),
            First(headers["X-Limit-D"]) ?? First(query["d"]),
            PhoneValue.TextOf(message, "topic"),
            BasicUserOf(context));
    }

    /// <summary>Adds each item of a list in the body. If the JSON breaks off, the items before count.</summary>
    private static async Task AddAllAsync(HttpContext context, BulkList list, PhoneBatch batch, Func<JsonElement, IEnumerable<PhoneReading>> read)
    {
        try
        {
            await foreach (var item in BulkReader.ItemsAsync(context.Request.BodyReader, list, context.RequestAborted).ConfigureAwait(false))
            {
                using var json = item.Json!;
                foreach (var reading in Read(json, read))
                    await batch.AddAsync(reading).ConfigureAwait(false);
            }
        }
        catch (HttpFault fault) when (fault.Status == StatusCodes.Status400BadRequest)
        {
            batch.Drop(fault.Message);
        }
    }

    private static PhoneReading[] Read(ReadOnlyMemory<byte> body, Func<JsonElement, IEnumerable<PhoneReading>> read)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Read(json, read);
        }
        catch (JsonException)
        {
            return [new PhoneReading(null, null, NoJson)];
        }
    }

    private static PhoneReading[] Read(JsonDocument json, Func<JsonElement, IEnumerable<PhoneReading>> read)
    {
        try
        {
            return [.. read(json.RootElement)];
        }
        catch (InvalidOperationException)
        {
            // JSON text is decoded only on access.
            return [new PhoneReading(null, null, "text that isn't Unicode")];
        }
    }

    /// <summary>The body's first byte that isn't white space or a byte order mark; 0: there is none.</summary>
    private static async Task<byte> PeekAsync(PipeReader body, CancellationToken cancel)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancel).ConfigureAwait(false);
            var (buffer, found) = (read.Buffer, (byte)0);
            foreach (var part in buffer)
            {
                var at = part.Span.IndexOfAnyExcept(" \t\r\n\uFEFF"u8);
                if (found == 0 && at >= 0)
                    found = part.Span[at];
            }

            // Consumes nothing: the next reader begins at the start.
            var isEnough = found != 0 || read.IsCompleted || buffer.Length > MaxMessageLength;
            body.AdvanceTo(buffer.Start, isEnough ? buffer.Start : buffer.End);
            if (isEnough)
                return found;
        }
    }

    private static async Task AnswerAsync(HttpContext context, PhoneBatch batch, byte[] json)
    {
        if (batch.Dropped is { } dropped)
            context.Response.Headers[DroppedHeader] = dropped;
        context.Response.ContentLength = json.Length;
        if (json.Length == 0)
            return;
        context.Response.ContentType = JsonType;
        await context.Response.BodyWriter.WriteAsync(json, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The Basic user (unchecked if the node has no keys), or the name of the key shown as Bearer.</summary>
    private static string? BasicUserOf(HttpContext context)
    {
        if (!AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var header))
            return null;
        if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return NotEmpty(HttpAccess.GrantOf(context).Name);
        return BasicCredentials.Decode(header) is { } pair ? NotEmpty(Encoding.UTF8.GetString(pair).Split(':')[0]) : null;
    }

    private static string? First(StringValues values) => values.FirstOrDefault(value => !string.IsNullOrEmpty(value));

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
