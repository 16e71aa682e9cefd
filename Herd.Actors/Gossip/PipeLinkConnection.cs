using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Akka.Actor;
using Herd.Actors.Tls;
using Microsoft.AspNetCore.Connections;

namespace Herd.Actors.Gossip;

/// <summary>A link's bytes over the pipes of a connection, that came in or that was made.</summary>
/// <param name="context">The connection.</param>
/// <param name="peer">What the other end shows; null: the connection has no TLS.</param>
public sealed class PipeLinkConnection(ConnectionContext context, PeerCertificate? peer = null) : LinkConnection
{
    /// <summary>
    /// Bytes that one message brings at most, but for a longer frame: below the size at which an array is a large object
    /// to the garbage collector.
    /// </summary>
    private const int MaxReadBytes = 64 * 1024;

    /// <summary>How long a neighbour has, after the close, to take what was written before it.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    /// <summary>Its reader goes on within the call that writes to it: on the owner's thread, without waking another.</summary>
    private readonly Channel<bool> _readOn =
        Channel.CreateUnbounded<bool>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });

    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IActorRef? _owner;
    private volatile int _maxFrameLength = LinkFrame.MaxHandshakeLength;
    private volatile string? _closed;

    /// <summary>Ends when the connection has.</summary>
    public Task Ended => _ended.Task;

    public override string Remote { get; } = Describe(context.RemoteEndPoint);

    private PipeReader Input => context.Transport.Input;

    private PipeWriter Output => context.Transport.Output;

    public override string? RefusalOf(string node) => peer?.RefusalOf(node);

    public override void Start(IActorRef owner)
    {
        var isFirst = _owner is null;
        _owner = owner;
        if (isFirst)
            _ = ReadAsync();
        else if (_closed is { } reason)
            owner.Tell(new LinkClosed(this, reason));
    }

    public override void Trust() => _maxFrameLength = LinkFrame.MaxLength;

    public override void Write(ReadOnlySpan<byte> frames) => Output.Write(frames);

    public override bool Flush()
    {
        var flush = Output.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            _ = flush.Result;
            return true;
        }

        _ = TellWhenDrained(flush);
        return false;
    }

    public override void ReadOn() => _readOn.Writer.TryWrite(true);

    public override void Close()
    {
        if (!_closing.TrySetResult())
            return;
        Output.CancelPendingFlush();
        Output.Complete();
        Input.CancelPendingRead();
        ReadOn();
        // What reads also ends.
        if (_owner is null)
            Start(ActorRefs.Nobody);
    }

    /// <summary>A socket of both kinds tells of 127.0.0.1 as ::ffff:127.0.0.1.</summary>
    private static string Describe(EndPoint? remote) => remote switch
    {
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped => new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port).ToString(),
        _ => remote?.ToString() ?? "?",
    };

    private async Task TellWhenDrained(ValueTask<FlushResult> flush)
    {
        try
        {
            await flush.ConfigureAwait(false);
            _owner!.Tell(new LinkDrained(this));
        }
        catch (Exception fault) when (fault is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The read side says what happened.
        }
    }

    private async Task ReadAsync()
    {
        var reason = "the other side closed it";
        try
        {
            while (true)
            {
                var read = await Input.ReadAsync().ConfigureAwait(false);
                if (_closing.Task.IsCompleted)
                {
                    reason = "closed";
                    break;
                }

                var frames = TakeWholeFrames(read.Buffer, out var isBroken);
                if (isBroken)
                {
                    reason = LinkClosed.NoFrames;
                    break;
                }

                // What is behind these frames must come again, without waiting for more: a longer frame may be taken then.
                var taken = read.Buffer.GetPosition(frames.Length);
                Input.AdvanceTo(taken, frames.Length > 0 ? taken : read.Buffer.End);
                if (frames.Length > 0)
                {
                    _owner!.Tell(new LinkRead(this, frames));
                    await _readOn.Reader.ReadAsync().ConfigureAwait(false);
                }
                else if (read.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception fault) when (fault is IOException or ConnectionAbortedException or InvalidOperationException)
        {
            reason = fault.Message;
        }

        await EndAsync(reason).ConfigureAwait(false);
    }

    private ReadOnlyMemory<byte> TakeWholeFrames(ReadOnlySequence<byte> buffer, out bool isBroken)
    {
        isBroken = false;
        if (buffer.Length < sizeof(uint))
            return default;
        Span<byte> start = stackalloc byte[sizeof(uint)];
        buffer.Slice(0, sizeof(uint)).CopyTo(start);
        isBroken = !LinkFrame.TryReadLength(start, _maxFrameLength, out var first);
        // What isn't whole is looked at no further: whoever sends a frame byte by byte would have all of it copied as often.
        if (isBroken || first > buffer.Length)
            return default;
        var bytes = buffer.Slice(0, Math.Max(first, Math.Min(buffer.Length, MaxReadBytes))).ToArray();
        return bytes.AsMemory(0, LinkFrame.WholeFrames(bytes, _maxFrameLength));
    }

    private async Task EndAsync(string reason)
    {
        _closed = reason;
        _owner!.Tell(new LinkClosed(this, reason));
        // Only the owner's thread may touch the output.
        await _closing.Task.ConfigureAwait(false);
        await Input.CompleteAsync().ConfigureAwait(false);
        var disposal = context.DisposeAsync().AsTask();
        if (await Task.WhenAny(disposal, Task.Delay(Linger)).ConfigureAwait(false) != disposal)
            context.Abort();
        _ended.TrySetResult();
    }
}
