using Herd.Actors.Access;
using Herd.Actors.Locations;
using Herd.Actors.Streams;
using Herd.Node.Hosting;
using Herd.Node.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;

namespace Herd.Node.Http;

/// <summary><c>GET /v1/stream</c>: streams all locations and then each change (docs/stream.md).</summary>
internal sealed class StreamEndpoint(Registry registry, LocationTable table, StreamSettings settings, CursorSeal seal, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly StreamWaker _waker = new(table.Feed, registry.NoteStream);

    private readonly ReaderShares _shares = new(settings.MaxReadersOfOne);

    /// <summary>Bounds concurrent parts of catch-ups, so that many readers that come at once don't delay reports.</summary>
    private readonly SemaphoreSlim _parts = new(2);

    public void Map(IEndpointRouteBuilder routes)
    {
        lifetime.ApplicationStopped.Register(_waker.Dispose);
        routes.MapQuestion("/v1/stream", StreamAsync).RequireMay(Permissions.Read)
            .Describe(StreamAsync, "streamClients", "All locations and then each change, as Server-Sent Events: move, leave, gone, ready, reset.")
            .WithQuery("bbox", JsonSchemaType.String, "west,south,east,north in degrees; west > east crosses the antimeridian. Default: the world.")
            .WithQuery("client", JsonSchemaType.String, "The only client to hear of.")
            .WithQuery("after", JsonSchemaType.String, "The id of an event, as Last-Event-ID, to go on behind it at this node or any other.")
            .Answers<Schemas.Feature>(SseSink.MediaType, 400, 401, 403, 429, 503);
    }

    private async Task StreamAsync(HttpContext context)
    {
        var query = new Query(context, "bbox", "client", "after");
        var filter = new StreamFilter(query.Box("bbox"), ClientId.In(context, "client"), HttpAccess.GrantOf(context).Clients);
        var start = StartOf(context.Request, query, filter);
        context.Response.ContentType = SseSink.MediaType;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        var reader = ReaderShares.ReaderOf(HttpAccess.GrantOf(context), context.Connection);
        if (!_shares.TryEnter(reader))
            throw new HttpFault(StatusCodes.Status429TooManyRequests, $"{reader} has {settings.MaxReadersOfOne} readers of the node's stream already, half of herd.stream.max-readers; try another node");
        try
        {
            await ServeAsync(context, filter, start).ConfigureAwait(false);
        }
        finally
        {
            _shares.Leave(reader);
        }
    }

    private async Task ServeAsync(HttpContext context, StreamFilter filter, Start start)
    {
        if (!_waker.TryEnter(settings.MaxReaders))
            throw new HttpFault(StatusCodes.Status503ServiceUnavailable, $"the node has {settings.MaxReaders} readers of its stream already (herd.stream.max-readers); try another");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await WriteAsync(context, filter, start, cancel.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The reader has gone, or the node stops.
        }
        catch (HttpFault) when (context.Response.HasStarted)
        {
            // The registry doesn't answer; the reader should reconnect elsewhere.
            context.Abort();
        }
        finally
        {
            _waker.Leave();
            // The session ended its own position. Without readers, the registry stops keeping changes.
            registry.End(new StreamPosition(null));
        }
    }

    private async Task WriteAsync(HttpContext context, StreamFilter filter, Start start, CancellationToken cancel)
    {
        // A quiet stream is slow by nature; the sink detects readers that stall.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        await context.Response.StartAsync(cancel).ConfigureAwait(false);
        var sink = new SseSink(context.Response.BodyWriter, filter.Hash, seal, context.Abort);
        sink.Begin(isNew: !start.IsResumed);
        await sink.FlushAsync(cancel).ConfigureAwait(false);
        var session = new StreamSession(table.Feed, filter, ReadAsync, registry.End, table.Whereabouts, sink);
        await session.StartAsync(start.After, start.IsResumed, cancel).ConfigureAwait(false);
        while (true)
        {
            try
            {
                await session.WaitAsync().WaitAsync(KeepAlive, cancel).ConfigureAwait(false);
                await session.FollowAsync(cancel).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                sink.Comment();
                await sink.FlushAsync(cancel).ConfigureAwait(false);
            }
        }
    }

    private async Task<StreamPart> ReadAsync(StreamPosition position, CancellationToken cancel)
    {
        await _parts.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            // Not cancelled if the reader goes away: its request to the registry still takes up this slot.
            return await registry.ReadStreamAsync(position, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _parts.Release();
        }
    }

    /// <summary>Last-Event-ID overrides <c>after</c>, because a browser that reconnects repeats the original URL.</summary>
    private Start StartOf(HttpRequest request, Query query, StreamFilter filter)
    {
        var (name, id) = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? ("Last-Event-ID", last) : ("after", query.TextOr("after", ""));
        if (id.Length == 0)
            return new Start(null, false);
        if (id == EventId.Beginning)
            return new Start(null, true);
        if (EventId.Parse(id, seal) is not { } cursor)
            throw Query.Fault($"expected the id of an event of a stream as {name}, found {(id.Length > 40 ? id[..40] + "…" : id)}");
        return new Start(cursor.Filter == filter.Hash ? cursor.Cursor : null, true);
    }

    /// <summary>After is where to continue; null: send everything. IsResumed: the reader has read before.</summary>
    private sealed record Start(StreamCursor? After, bool IsResumed);
}
