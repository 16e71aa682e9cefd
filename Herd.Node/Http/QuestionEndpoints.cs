using System.Buffers;
using System.Text.Json;
using Akka.Actor;
using Akka.Hosting;
using Herd.Actors.Access;
using Herd.Actors.Locations;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Places;
using Herd.Actors.Protocol;
using Herd.Node.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Herd.Node.Http;

/// <summary>Endpoints that answer where clients are, who and what is near, and the export (docs/http.md).</summary>
internal sealed class QuestionEndpoints(Registry registry, Whereabouts whereabouts, IRequiredActor<PlacesQuery> places)
{
    /// <summary>Features between two flushes.</summary>
    private const int FlushEvery = 100;

    private static readonly TimeSpan PlacesTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Bounds concurrent questions, so that reports keep getting processor time.</summary>
    private readonly SemaphoreSlim _underWay = new(4 * Environment.ProcessorCount);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapQuestion("/v1/clients", ListAsync).RequireMay(Permissions.Read)
            .Describe(ListAsync, "listClients", "The clients in a box, in no order.")
            .WithQuery("bbox", JsonSchemaType.String, "west,south,east,north in degrees; west > east crosses the antimeridian. Default: the world.")
            .WithQuery("limit", JsonSchemaType.Integer, "1 to 10,000. Default: 1,000.")
            .Answers<Schemas.FeatureCollection>(GeoJson.MediaType, 400, 401, 403);
        routes.MapQuestion("/v1/nearby", NearbyAsync).RequireMay(Permissions.Read)
            .Describe(NearbyAsync, "listNearby", "The clients nearest to a point or to a client, the nearest first.")
            .WithQuery("lat", JsonSchemaType.Number, "Degrees, with lon.")
            .WithQuery("lon", JsonSchemaType.Number, "Degrees, with lat.")
            .WithQuery("client", JsonSchemaType.String, "Instead of lat and lon: a client, which isn't in the answer.")
            .WithQuery("radius", JsonSchemaType.Number, "Metres. Default: any distance.")
            .WithQuery("limit", JsonSchemaType.Integer, "1 to 1,000. Default: 10.")
            .Answers<Schemas.FeatureCollection>(GeoJson.MediaType, 400, 401, 403, 404);
        routes.MapQuestion("/v1/clients/{id}/places", PlacesAsync).RequireMay(Permissions.Read)
            .Describe(PlacesAsync, "listPlaces", "Places near a client.")
            .WithClientId()
            .WithQuery("radius", JsonSchemaType.Number, "Metres, 0 to 50,000. Default: 10,000.")
            .WithQuery("limit", JsonSchemaType.Integer, "0 to 20. Default: 20.")
            .Answers<Schemas.Places>("application/json", 400, 401, 403, 404, 503);
        routes.MapQuestion("/v1/export", ExportAsync).RequireMay(Permissions.Read)
            .Describe(ExportAsync, "exportClients", "All locations, as POST /v1/clients takes them.")
            .Answers<Schemas.ReportLine>(GeoJson.LinesMediaType, 400, 401, 403, 503);
    }

    private async Task ListAsync(HttpContext context)
    {
        var query = new Query(context, "bbox", "limit");
        var (box, limit) = (query.Box("bbox"), query.Whole("limit", 1_000, 1, 10_000));
        var answer = await AskAsync(context, (filter, cancel) => whereabouts.WithinBox(box, limit, filter, cancel)).ConfigureAwait(false);
        await AnswerAsync(context, answer.Locations, withDistance: false, answer.IsTruncated).ConfigureAwait(false);
    }

    private async Task NearbyAsync(HttpContext context)
    {
        var query = new Query(context, "lat", "lon", "client", "radius", "limit");
        var (radius, limit) = (query.Number("radius", 0, double.PositiveInfinity, double.PositiveInfinity), query.Whole("limit", 10, 1, 1_000));
        var (latitude, longitude) = (0.0, 0.0);
        var client = ClientId.In(context, "client");
        if (client is not null)
        {
            if (query.Has("lat") || query.Has("lon"))
                throw Query.Fault("expected either client or lat and lon, found both");
            (latitude, longitude) = await LocationOfAsync(context, client).ConfigureAwait(false);
        }
        else if (!query.Has("lat") && !query.Has("lon"))
        {
            throw Query.Fault("expected lat and lon, or client, found neither");
        }
        else
        {
            (latitude, longitude) = (query.Number("lat", -90, 90), query.Number("lon", -180, 180));
        }

        var found = await AskAsync(context, (filter, cancel) => whereabouts.WithinRadius(
            latitude, longitude, radius, limit, client is null ? filter : id => !id.SequenceEqual(client) && filter?.Invoke(id) != false, cancel)).ConfigureAwait(false);
        await AnswerAsync(context, found, withDistance: true).ConfigureAwait(false);
    }

    private async Task PlacesAsync(HttpContext context)
    {
        var query = new Query(context, "radius", "limit");
        var (radius, limit) = (query.Number("radius", 0, 50_000, 10_000), query.Whole("limit", 20, 0, 20));
        var (latitude, longitude) = await LocationOfAsync(context, ClientId.In(context)).ConfigureAwait(false);
        try
        {
            var found = await places.ActorRef.Ask<PlacesFound>(new FindPlaces(0, latitude, longitude, radius / 1_000, limit), PlacesTimeout, context.RequestAborted).ConfigureAwait(false);
            context.Response.ContentType = "application/json";
            await context.Response.BodyWriter.WriteAsync(found.Json, context.RequestAborted).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            throw new HttpFault(StatusCodes.Status503ServiceUnavailable, "the node's places don't answer");
        }
    }

    private async Task ExportAsync(HttpContext context)
    {
        _ = new Query(context);
        var (grant, cancel) = (HttpAccess.GrantOf(context), context.RequestAborted);
        context.Response.ContentType = GeoJson.LinesMediaType;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        var (export, output) = (new Export(), context.Response.BodyWriter);
        try
        {
            for (var isLast = false; !isLast;)
            {
                var part = await registry.ExportAsync(export, cancel).ConfigureAwait(false);
                isLast = part.IsLast;
                Write(part.Block.Bytes.Span);
                // Reads no further than a slow client takes.
                await output.FlushAsync(cancel).ConfigureAwait(false);
            }
        }
        finally
        {
            registry.End(export);
        }

        void Write(ReadOnlySpan<byte> frames)
        {
            using var writer = new Utf8JsonWriter(output, GeoJson.WriterOptions);
            while (!frames.IsEmpty)
            {
                var update = new UpdateFrame(frames[..(int)UpdateFrame.LengthOf(frames)]);
                frames = frames[update.Bytes.Length..];
                if (!whereabouts.IsLocation(update) || !grant.MayRead(update.Client))
                    continue;
                GeoJson.WriteReport(writer, update);
                writer.Flush();
                output.Write("\n"u8);
                writer.Reset();
            }
        }
    }

    private async Task<(double Latitude, double Longitude)> LocationOfAsync(HttpContext context, byte[] client)
    {
        var frame = await registry.FindAsync(context, client).ConfigureAwait(false);
        // The registry accepts only valid locations.
        _ = Iso6709.TryParse(new UpdateFrame(frame).Location, out var latitude, out var longitude);
        return (latitude, longitude);
    }

    private async Task<T> AskAsync<T>(HttpContext context, Func<ClientFilter?, CancellationToken, T> question)
    {
        var (grant, cancel) = (HttpAccess.GrantOf(context), context.RequestAborted);
        await _underWay.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return question(grant.Clients.IsAll ? null : grant.MayRead, cancel);
        }
        finally
        {
            _underWay.Release();
        }
    }

    private static async Task AnswerAsync(HttpContext context, IReadOnlyList<FoundLocation> locations, bool withDistance, bool isTruncated = false)
    {
        context.Response.ContentType = GeoJson.MediaType;
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, GeoJson.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "FeatureCollection"u8);
        writer.WriteStartArray("features"u8);
        foreach (var (number, location) in locations.Index())
        {
            GeoJson.WriteFeature(writer, location.Frame, withDistance ? location.Distance : null);
            if (number % FlushEvery != FlushEvery - 1)
                continue;
            await writer.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            // Writes no further than a slow client takes.
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }

        writer.WriteEndArray();
        if (isTruncated)
            writer.WriteBoolean("truncated"u8, true);
        writer.WriteEndObject();
    }
}
