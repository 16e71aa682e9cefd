using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Event;
using Microsoft.AspNetCore.Connections;

namespace Herd.Actors.Clients;

/// <summary>A connection's bytes, for its actor only. A read or flush that can't complete at once ends with a message.</summary>
internal sealed class ClientTransport
{
    private readonly ConnectionContext _connection;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly IActorRef _owner;
    private readonly TimeProvider _clock;
    private readonly Action _onBytesArrived;
    private Action? _onFlushed;
    private ConfiguredValueTaskAwaitable<ReadResult>.ConfiguredValueTaskAwaiter _read;
    private ConfiguredValueTaskAwaitable<FlushResult>.ConfiguredValueTaskAwaiter _flush;
    private Use _inputUse;
    private Use _outputUse;
    private long _lastMove;
    private long _unconsumed;

    public ClientTransport(ConnectionContext connection, IActorRef owner, TimeProvider clock, ConnectionLog? log)
    {
        _connection = connection;
        _input = connection.Transport.Input;
        _output = connection.Transport.Output;
        _owner = owner;
        _clock = clock;
        _onBytesArrived = OnBytesArrived;
        _lastMove = clock.GetTimestamp();
        Answers = new AnswerBuffer(_output, log);
    }

    public AnswerBuffer Answers { get; }

    public bool IsReading { get; private set; }

    public bool IsFlushing { get; private set; }

    /// <summary>Timestamp of the first read that brought the bytes consumed last.</summary>
    public long ArrivedAt { get; private set; }

    /// <summary>False unless the node waits for the client.</summary>
    public bool IsIdleFor(TimeSpan timeout) => (IsReading || IsFlushing) && _clock.GetElapsedTime(_lastMove) >= timeout;

    /// <summary>Sends the actor <see cref="BytesArrived"/> when something can be taken.</summary>
    public void Read()
    {
        IsReading = true;
        ValueTask<ReadResult> read;
        try
        {
            read = _input.ReadAsync();
        }
        catch (Exception fault)
        {
            // A pipe whose other side has failed throws here, not in the task.
            read = ValueTask.FromException<ReadResult>(fault);
        }

        _read = read.ConfigureAwait(false).GetAwaiter();
        if (_read.IsCompleted)
        {
            _owner.Tell(BytesArrived.Instance, ActorRefs.NoSender);
            return;
        }

        _inputUse = Use.UnderWay;
        _read.UnsafeOnCompleted(_onBytesArrived);
    }

    public void CancelRead() => _input.CancelPendingRead();

    /// <summary>Call after <see cref="BytesArrived"/>. False: the client is gone, or the read was cancelled.</summary>
    public bool TryTake(out ReadResult result)
    {
        IsReading = false;
        _lastMove = _clock.GetTimestamp();
        try
        {
            result = _read.GetResult();
            return !result.IsCanceled;
        }
        catch (Exception)
        {
            // Reset, aborted, timed out, TLS broken: all the client's fault.
            result = default;
            return false;
        }
    }

    /// <summary>Returns the unconsumed rest, which the next read brings at once, or, if all is seen, only with more.</summary>
    public void Advance(in ReadResult result, long consumed, bool isAllSeen)
    {
        // Bytes left over from the last batch keep its arrival time.
        if (consumed > _unconsumed)
            (ArrivedAt, _unconsumed) = (_lastMove, result.Buffer.Length);
        _unconsumed -= consumed;
        var position = result.Buffer.GetPosition(consumed);
        _input.AdvanceTo(position, isAllSeen ? result.Buffer.End : position);
    }

    /// <summary>False: the actor gets <see cref="Flushed"/> later.</summary>
    public bool TryFlush()
    {
        if (Answers.Unflushed == 0)
            return true;
        IsFlushing = true;
        ValueTask<FlushResult> flush;
        try
        {
            flush = Answers.FlushAsync();
        }
        catch (Exception fault)
        {
            flush = ValueTask.FromException<FlushResult>(fault);
        }

        _flush = flush.ConfigureAwait(false).GetAwaiter();
        if (_flush.IsCompleted)
            return true;
        _outputUse = Use.UnderWay;
        _flush.UnsafeOnCompleted(_onFlushed ??= OnFlushed);
        return false;
    }

    /// <summary>Call it when nothing is left to flush. False: the client is gone.</summary>
    public bool EndFlush()
    {
        if (!IsFlushing)
            return true;
        IsFlushing = false;
        _lastMove = _clock.GetTimestamp();
        try
        {
            return !_flush.GetResult().IsCompleted;
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void CloseOutput() => EndOutput(null);

    /// <summary>Ends both directions after what was flushed.</summary>
    public void Close() => End(null);

    /// <summary>Drops what wasn't flushed.</summary>
    public void Abort()
    {
        var reason = new ConnectionAbortedException();
        _connection.Abort(reason);
        End(reason);
    }

    /// <summary>A pipe must be completed once, and never while in use, so a pending read or flush completes its own.</summary>
    private void End(Exception? reason)
    {
        EndOutput(reason);
        if (Interlocked.Exchange(ref _inputUse, Use.Over) == Use.None)
            _input.Complete();
        else
            _input.CancelPendingRead();
    }

    private void EndOutput(Exception? reason)
    {
        if (Interlocked.Exchange(ref _outputUse, Use.Over) == Use.None)
            _output.Complete(reason);
    }

    private void OnBytesArrived()
    {
        if (Interlocked.CompareExchange(ref _inputUse, Use.None, Use.UnderWay) == Use.UnderWay)
            _owner.Tell(BytesArrived.Instance, ActorRefs.NoSender);
        else
            _input.Complete();
    }

    private void OnFlushed()
    {
        if (Interlocked.CompareExchange(ref _outputUse, Use.None, Use.UnderWay) == Use.UnderWay)
            _owner.Tell(Flushed.Instance, ActorRefs.NoSender);
        else
            _output.Complete(new ConnectionAbortedException());
    }

    private enum Use
    {
        None,
        UnderWay,
        Over,
    }

    public sealed class BytesArrived : IDeadLetterSuppression
    {
        public static BytesArrived Instance { get; } = new();
    }

    public sealed class Flushed : IDeadLetterSuppression
    {
        public static Flushed Instance { get; } = new();
    }
}
