using Akka.Actor;
using Akka.Hosting;
using Herd.Actors.Locations;
using Herd.Actors.Streams;
using Herd.Node.Hosting;
using Microsoft.AspNetCore.Http;

namespace Herd.Node.Http;

/// <summary>What HTTP asks of the node's registry. Where it doesn't answer, <see cref="HttpFault"/> is thrown with 503.</summary>
/// <param name="actor">The <see cref="LocationRegistry"/>, there once the node has started.</param>
/// <param name="server">The node's name.</param>
/// <param name="clock">The receipt times' clock.</param>
internal sealed class Registry(IRequiredActor<LocationRegistry> actor, ReadOnlyMemory<byte> server, TimeProvider clock)
{
    /// <summary>Behind it, a report that can't be saved is given up (<c>herd.storage.ack = disk</c>).</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>Begins reports that are sent together.</summary>
    public ReportBlock NewBlock() => new(this, server, clock);

    /// <summary>A client's location as an update; null: it isn't known.</summary>
    public async Task<byte[]?> FindAsync(byte[] client, CancellationToken cancel) =>
        (await AskAsync<FoundUpdate>(new FindUpdate(client), cancel).ConfigureAwait(false)).Frame;

    /// <summary>The same for who may read the client only; one that isn't known, or not to them, is a 404.</summary>
    public async Task<byte[]> FindAsync(HttpContext context, byte[] client) =>
        (HttpAccess.GrantOf(context).MayRead(client) ? await FindAsync(client, context.RequestAborted).ConfigureAwait(false) : null)
        ?? throw new HttpFault(StatusCodes.Status404NotFound, "no such client is known");

    public async Task ForgetAsync(byte[] client, CancellationToken cancel) =>
        ThrowUnlessStored(await AskAsync<object>(new Forget(client), cancel).ConfigureAwait(false));

    public async Task ReportAsync(Report report, CancellationToken cancel) =>
        ThrowUnlessStored(await AskAsync<object>(report, cancel).ConfigureAwait(false));

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

    /// <summary>There is no room for a client that isn't known.</summary>
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

/// <summary>A request can't be carried out.</summary>
/// <param name="status">HTTP's.</param>
/// <param name="detail">For people.</param>
internal sealed class HttpFault(int status, string detail) : Exception(detail)
{
    public int Status { get; } = status;
}
