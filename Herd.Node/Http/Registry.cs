using System.Diagnostics;
using Akka.Actor;
using Akka.Hosting;
using Herd.Actors.Locations;
using Herd.Actors.Streams;
using Herd.Actors.Telemetry;
using Herd.Node.Hosting;
using Microsoft.AspNetCore.Http;

namespace Herd.Node.Http;

/// <summary>Asks the node's registry, once the node has started. Throws <see cref="HttpFault"/> 503 if it doesn't answer.</summary>
internal sealed class Registry(IRequiredActor<LocationRegistry> actor, ReadOnlyMemory<byte> server, TimeProvider clock, NodeTelemetry telemetry)
{
    /// <summary>Longer than the registry holds the answer to a report that it can't save (<c>herd.storage.ack = disk</c>).</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    public ReportBlock NewBlock() => new(this, server, clock);

    /// <summary>A client's location as an update frame; null: the client is unknown.</summary>
    public async Task<byte[]?> FindAsync(byte[] client, CancellationToken cancel) =>
        (await AskAsync<FoundUpdate>(new FindUpdate(client), cancel).ConfigureAwait(false)).Frame;

    /// <exception cref="HttpFault">404: the client is unknown, or the caller may not read it.</exception>
    public async Task<byte[]> FindAsync(HttpContext context, byte[] client) =>
        (HttpAccess.GrantOf(context).MayRead(client) ? await FindAsync(client, context.RequestAborted).ConfigureAwait(false) : null)
        ?? throw new HttpFault(StatusCodes.Status404NotFound, "no such client is known");

    public async Task<IReadOnlyList<byte[]>> FindFriendsAsync(FindFriends find, CancellationToken cancel) =>
        (await AskAsync<FoundFriends>(find, cancel).ConfigureAwait(false)).Frames;

    public async Task ForgetAsync(byte[] client, CancellationToken cancel) =>
        ThrowUnlessStored(await AskAsync<object>(new Forget(client), cancel).ConfigureAwait(false));

    public async Task ReportAsync(Report report, CancellationToken cancel)
    {
        using var span = telemetry.Start("http report", ActivityKind.Server);
        var traced = span is null ? report : report with { Trace = Traced.By(span) };
        ThrowUnlessStored(await AskAsync<object>(traced, cancel).ConfigureAwait(false));
    }

    public Task<ExportPart> ExportAsync(Export export, CancellationToken cancel) => AskAsync<ExportPart>(new ExportNext(export), cancel);

    public void End(Export export) => actor.ActorRef.Tell(new EndExport(export), ActorRefs.NoSender);

    public Task<StreamPart> ReadStreamAsync(StreamPosition position, CancellationToken cancel) => AskAsync<StreamPart>(new ReadStream(position), cancel);

    public void End(StreamPosition position) => actor.ActorRef.Tell(new EndStream(position), ActorRefs.NoSender);

    public void NoteStream() => actor.ActorRef.Tell(Herd.Actors.Streams.NoteStream.Instance, ActorRefs.NoSender);

    private async Task<T> AskAsync<T>(object message, CancellationToken cancel)
    {
        try
        {
            return await actor.ActorRef.Ask<T>(message, Timeout, cancel).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            throw new HttpFault(StatusCodes.Status503ServiceUnavailable, "the node's registry doesn't answer; try another node");
        }
    }

    public static HttpFault NodeIsFull() =>
        new(StatusCodes.Status507InsufficientStorage, "the node is full (herd.locations.max-count or max-memory): new clients are refused");

    private static void ThrowUnlessStored(object answer)
    {
        if (answer is NotReported)
            throw NodeIsFull();
        if (answer is not Reported)
            throw new HttpFault(StatusCodes.Status503ServiceUnavailable, "it could not be saved; try again, or at another node");
    }
}

internal sealed class HttpFault(int status, string detail) : Exception(detail)
{
    public int Status { get; } = status;
}
