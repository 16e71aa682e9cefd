using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;
using Akka.Serialization.Wire;

namespace Akka.Remote.Transport;

/// <summary>
/// One connection with another system, whoever called. A loop reads frames, another writes what its association has to send,
/// a third sends heartbeats and listens whether the other's come.
/// </summary>
internal sealed class Connection : IDisposable
{
    // A write takes about so much at once: few system calls, and what is queued can still be bounded.
    private const int WriteSize = 64 * 1024;

    // Nobody has said yet who is there.
    private const int MaximumHello = 4096;

    private const string NoHello = "it doesn't speak the protocol of remoting";

    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromMilliseconds(500);

    private readonly Stream _stream;
    private readonly PipeReader _input;
    private readonly int _maximumFrame;
    private readonly CancellationTokenSource _closed = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private long _acknowledge;
    private int _heartbeat;
    private int _goodbye = -1;

    /// <param name="stream">Owned.</param>
    /// <param name="endpoint">Of the other end, for people.</param>
    /// <param name="isInbound">The other called.</param>
    /// <param name="maximumFrame">Bytes that a frame may have.</param>
    public Connection(Stream stream, string endpoint, bool isInbound, int maximumFrame)
    {
        _stream = stream;
        _maximumFrame = maximumFrame;
        Endpoint = endpoint;
        IsInbound = isInbound;
        _input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
    }

    public string Endpoint { get; }

    public bool IsInbound { get; }

    public bool IsClosed => _closed.IsCancellationRequested;

    /// <summary>Writes a frame before the loops run.</summary>
    public Task SendAsync(byte[] frame, CancellationToken token) => _stream.WriteAsync(frame, token).AsTask();

    /// <summary>The other's first frame.</summary>
    /// <exception cref="ProtocolException">It isn't of this protocol.</exception>
    /// <exception cref="RefusedException">It doesn't want this system.</exception>
    public async Task<Hello> ReceiveHelloAsync(CancellationToken token)
    {
        while (true)
        {
            var read = await _input.ReadAsync(token).ConfigureAwait(false);
            var buffer = read.Buffer;
            if (!Frame.MayBeFirst(buffer, out var isTls))
                throw isTls
                    ? new RefusedException($"it uses TLS, this system doesn't ({TlsLayer.EnableSetting})", RefusalKind.Authentication)
                    : new ProtocolException(NoHello);
            if (Frame.TryTake(ref buffer, MaximumHello, out var frame))
            {
                var hello = First(frame.ToArray());
                _input.AdvanceTo(buffer.Start);
                return hello;
            }
            if (read.IsCompleted)
                throw new EndOfStreamException(buffer.IsEmpty ? "it said nothing" : "it closed the connection before it had said who it is");
            _input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Runs until the connection ends.</summary>
    /// <returns>Why it ended; null if this end closed it.</returns>
    public async Task<ConnectionEnd> RunAsync(Association association, FailureDetector detector, TimeSpan heartbeatInterval)
    {
        detector.HeartBeat();
        var reading = ReadAsync(association, detector);
        var writing = WriteAsync(association);
        var beating = BeatAsync(detector, heartbeatInterval);
        var first = await Task.WhenAny(reading, writing, beating).ConfigureAwait(false);
        var closedHere = IsClosed || (first == writing && writing.IsCompletedSuccessfully);
        // After a goodbye the other closes; and one that the other said counts more than the broken pipe that it left.
        if (first == writing && !IsClosed)
            await Task.WhenAny(reading, Task.Delay(GoodbyeTimeout)).ConfigureAwait(false);
        Close();
        await Task.WhenAll(Quietly(reading), Quietly(writing), Quietly(beating)).ConfigureAwait(false);
        if (reading.IsCompletedSuccessfully && reading.Result is { } reason)
            return new ConnectionEnd(reason, null);
        return closedHere ? new ConnectionEnd(null, null) : new ConnectionEnd(null, first.Exception?.InnerException ?? new EndOfStreamException("the other system closed the connection"));
    }

    /// <summary>There may be something to write.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    public void Acknowledge(long number)
    {
        Volatile.Write(ref _acknowledge, number);
        Wake();
    }

    /// <summary>Ends the connection when all is written that waits for it.</summary>
    public void CloseAfterGoodbye(GoodbyeReason reason)
    {
        Volatile.Write(ref _goodbye, (int)reason);
        Wake();
    }

    public void Close()
    {
        if (_closed.IsCancellationRequested)
            return;
        _closed.Cancel();
        _stream.Dispose();
    }

    public void Dispose() => Close();

    private static Hello First(ReadOnlySpan<byte> frame)
    {
        try
        {
            switch ((FrameKind)frame[0])
            {
                case FrameKind.Hello:
                    return Hello.Parse(frame[1..]);
                case FrameKind.Refuse:
                    var reader = new WireReader(frame[1..]);
                    var kind = (RefusalKind)reader.Byte();
                    throw new RefusedException($"it says: {reader.Text()}", kind) { ByOther = true };
                default:
                    throw new ProtocolException(NoHello);
            }
        }
        catch (System.Runtime.Serialization.SerializationException e)
        {
            throw new ProtocolException($"it sent no proper hello: {e.Message}");
        }
    }

    private static async Task Quietly(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The first one's is told.
        }
    }

    /// <returns>The goodbye that came; null at an end without one.</returns>
    private async Task<GoodbyeReason?> ReadAsync(Association association, FailureDetector detector)
    {
        try
        {
            while (true)
            {
                var read = await _input.ReadAsync(_closed.Token).ConfigureAwait(false);
                detector.HeartBeat();
                var buffer = read.Buffer;
                while (Frame.TryTake(ref buffer, _maximumFrame, out var frame))
                {
                    if (Handle(frame, association) is { } goodbye)
                        return goodbye;
                }
                if (read.IsCompleted)
                    return null;
                _input.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        catch (System.Runtime.Serialization.SerializationException e)
        {
            throw new ProtocolException($"it sent what can't be read: {e.Message}");
        }
        finally
        {
            await _input.CompleteAsync().ConfigureAwait(false);
        }
    }

    private GoodbyeReason? Handle(ReadOnlySequence<byte> frame, Association association)
    {
        if (frame.IsSingleSegment)
            return Handle(frame.FirstSpan, association);
        var length = (int)frame.Length;
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            frame.CopyTo(whole);
            return Handle(whole.AsSpan(0, length), association);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private GoodbyeReason? Handle(ReadOnlySpan<byte> frame, Association association)
    {
        var reader = new WireReader(frame[1..]);
        switch ((FrameKind)frame[0])
        {
            case FrameKind.Message:
                association.Received(this, frame[1..]);
                return null;
            case FrameKind.SystemMessage:
                var number = (long)reader.Unsigned();
                association.ReceivedSystemMessage(this, number, reader.Rest());
                return null;
            case FrameKind.Use:
                association.Uses(this, (long)reader.Unsigned());
                return null;
            case FrameKind.Acknowledge:
                association.Acknowledged((long)reader.Unsigned());
                return null;
            case FrameKind.Heartbeat:
                return null;
            case FrameKind.Goodbye:
                return reader.Byte() switch
                {
                    (byte)GoodbyeReason.Shutdown => GoodbyeReason.Shutdown,
                    (byte)GoodbyeReason.Quarantined => GoodbyeReason.Quarantined,
                    var other => throw new ProtocolException($"it said goodbye for reason {other}"),
                };
            default:
                throw new ProtocolException($"it sent a frame of unknown kind {frame[0]}");
        }
    }

    private async Task WriteAsync(Association association)
    {
        var output = new ArrayBufferWriter<byte>(WriteSize);
        var acknowledged = 0L;
        while (await _wake.Reader.WaitToReadAsync(_closed.Token).ConfigureAwait(false))
        {
            _wake.Reader.TryRead(out _);
            while (true)
            {
                output.ResetWrittenCount();
                var goodbye = Volatile.Read(ref _goodbye);
                if (Interlocked.Exchange(ref _heartbeat, 0) != 0)
                    output.Write(Frame.Of(FrameKind.Heartbeat, []));
                var acknowledge = Volatile.Read(ref _acknowledge);
                if (acknowledge != 0 && acknowledge != acknowledged)
                {
                    acknowledged = acknowledge;
                    output.Write(Frame.Of(FrameKind.Acknowledge, (ulong)acknowledge));
                }
                association.Fill(this, output, WriteSize);
                if (output.WrittenCount == 0)
                {
                    if (goodbye < 0)
                        break;
                    await _stream.WriteAsync(Frame.Goodbye((GoodbyeReason)goodbye), _closed.Token).ConfigureAwait(false);
                    return;
                }
                await _stream.WriteAsync(output.WrittenMemory, _closed.Token).ConfigureAwait(false);
            }
        }
    }

    private async Task BeatAsync(FailureDetector detector, TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval);
        while (await timer.WaitForNextTickAsync(_closed.Token).ConfigureAwait(false))
        {
            if (!detector.IsAvailable)
                throw new TimeoutException("nothing was heard from the other system for too long");
            Volatile.Write(ref _heartbeat, 1);
            Wake();
        }
    }
}
