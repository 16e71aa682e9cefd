using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Akka.Actor;
using Herd.Actors.Clients;
using Herd.Actors.Tls;
using Microsoft.AspNetCore.Connections;

namespace Herd.Actors.Gossip;

/// <param name="peer">The other end's certificate; null: no TLS.</param>
public sealed class PipeLinkConnection(ConnectionContext context, PeerCertificate? peer = null) : LinkConnection
{
    /// <summary>Most bytes in one message, unless a single frame is longer. Keeps arrays off the large object heap.</summary>
    private const int MaxReadBytes = 64 * 1024;

    private const string Closed = "closed";

    /// <summary>How long the other end may take to receive what was written before a close.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    /// <summary>One item per <see cref="ReadOn"/>, complete when closed. The reader continues inline, on the owner's thread.</summary>
    private readonly Channel<bool> _readOn =
        Channel.CreateUnbounded<bool>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });

    private volatile IActorRef? _owner;
    private volatile int _maxFrameLength = LinkFrame.MaxHandshakeLength;
    private volatile string? _endedBecause;
    private bool _isClosed;

    public override string Remote { get; } =
        context.RemoteEndPoint is IPEndPoint remote ? $"{new IPEndPoint(remote.Address.Unmapped(), remote.Port)}" : "?";

    private PipeReader Input => context.Transport.Input;

    private PipeWriter Output => context.Transport.Output;

    public override ReadOnlyMemory<byte> ChannelBinding => peer?.ChannelBinding ?? default;

    public override string? RefusalOf(string node) => peer?.RefusalOf(node);

    public override void Start(IActorRef owner)
    {
        var isFirst = _owner is null;
        _owner = owner;
        if (isFirst)
            _ = RunAsync();
        else if (_endedBecause is { } reason)
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
        if (_isClosed)
            return;
        _isClosed = true;
        Output.CancelPendingFlush();
        Output.Complete();
        Input.CancelPendingRead();
        _readOn.Writer.Complete();
        // The reader disposes of the connection.
        if (_owner is null)
            Start(ActorRefs.Nobody);
    }

    private async Task TellWhenDrained(ValueTask<FlushResult> flush)
    {
        try
        {
            await flush.ConfigureAwait(false);
            _owner!.Tell(new LinkDrained(this));
        }
        catch (Exception)
        {
            // The reader reports the failure.
        }
    }

    private async Task RunAsync()
    {
        string reason;
        try
        {
            reason = await ReadAsync().ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            // Reset, aborted, TLS broken: a reader that ended without a word would leave the link in use.
            reason = (fault.InnerException as SocketException ?? fault).Message;
        }

        await EndAsync(reason).ConfigureAwait(false);
    }

    private async Task<string> ReadAsync()
    {
        while (true)
        {
            var read = await Input.ReadAsync().ConfigureAwait(false);
            if (read.IsCanceled)
                return Closed;
            var frames = TakeWholeFrames(read.Buffer, out var isBroken);
            if (isBroken)
                return LinkClosed.NoFrames;
            // The rest isn't marked as examined, so it is read again at once: a longer frame may be allowed by then.
            var taken = read.Buffer.GetPosition(frames.Length);
            Input.AdvanceTo(taken, frames.Length > 0 ? taken : read.Buffer.End);
            if (frames.Length > 0)
            {
                _owner!.Tell(new LinkRead(this, frames));
                if (!await _readOn.Reader.WaitToReadAsync().ConfigureAwait(false))
                    return Closed;
                _readOn.Reader.TryRead(out _);
            }
            else if (read.IsCompleted)
            {
                return "the other side closed it";
            }
        }
    }

    private ReadOnlyMemory<byte> TakeWholeFrames(ReadOnlySequence<byte> buffer, out bool isBroken)
    {
        isBroken = false;
        if (buffer.Length < sizeof(uint))
            return default;
        Span<byte> start = stackalloc byte[sizeof(uint)];
        buffer.Slice(0, sizeof(uint)).CopyTo(start);
        isBroken = !LinkFrame.TryReadLength(start, _maxFrameLength, out var first);
        // Copies no incomplete frame: copying it again for every byte that arrives would be quadratic.
        if (isBroken || first > buffer.Length)
            return default;
        var bytes = GC.AllocateUninitializedArray<byte>((int)Math.Max(first, Math.Min(buffer.Length, MaxReadBytes)));
        buffer.Slice(0, bytes.Length).CopyTo(bytes);
        return bytes.AsMemory(0, LinkFrame.WholeFrames(bytes, _maxFrameLength));
    }

    private async Task EndAsync(string reason)
    {
        _endedBecause = reason;
        _owner!.Tell(new LinkClosed(this, reason));
        // Only the owner's thread may touch the output, so wait until it calls Close.
        while (await _readOn.Reader.WaitToReadAsync().ConfigureAwait(false))
            _readOn.Reader.TryRead(out _);
        await Input.CompleteAsync().ConfigureAwait(false);
        var disposal = context.DisposeAsync().AsTask();
        if (await Task.WhenAny(disposal, Task.Delay(Linger)).ConfigureAwait(false) != disposal)
            context.Abort();
    }
}
