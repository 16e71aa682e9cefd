using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Event;
using Microsoft.AspNetCore.Connections;

namespace Herd.Actors.Clients;

/// <summary>
/// A connection's bytes, for its actor alone. A read or flush that isn't done at once ends with a message to the actor, and
/// costs no task.
/// </summary>
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

    /// <summary>Between <see cref="Read"/> and <see cref="TryTake"/>.</summary>
    public bool IsReading { get; private set; }

    /// <summary>Between <see cref="TryFlush"/> and <see cref="EndFlush"/>.</summary>
    public bool IsFlushing { get; private set; }

    /// <summary>When the last bytes that were consumed came: the timestamp of the first read that brought them.</summary>
    public long ArrivedAt { get; private set; }

    /// <summary>The client has sent and taken nothing for this long, though the node waited for it.</summary>
    public bool IsIdleFor(TimeSpan timeout) => (IsReading || IsFlushing) && _clock.GetElapsedTime(_lastMove) >= timeout;

    /// <summary>Has the actor told <see cref="BytesArrived"/> when there is something to take.</summary>
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
            // A pipe whose other side has already failed throws here, and not in the task.
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

    /// <summary>Ends a <see cref="Read"/>: nothing can be taken, unless it came already.</summary>
    public void CancelRead() => _input.CancelPendingRead();

    /// <summary>Takes what came, after <see cref="BytesArrived"/>. False: the client has gone, or the read was cancelled.</summary>
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
            // Reset, aborted, timed out, TLS broken: the client's fault, and none of the node's.
            result = default;
            return false;
        }
    }

    /// <summary>Gives back what was taken but isn't consumed: at once, or, if that is all seen, together with more.</summary>
    public void Advance(in ReadResult result, long consumed, bool isAllSeen)
    {
        // What was left over by the batch before is as old as that.
        if (consumed > _unconsumed)
            (ArrivedAt, _unconsumed) = (_lastMove, result.Buffer.Length);
        _unconsumed -= consumed;
        var position = result.Buffer.GetPosition(consumed);
        _input.AdvanceTo(position, isAllSeen ? result.Buffer.End : position);
    }

    /// <summary>Sends the answers. False: the actor is told <see cref="Flushed"/> when that is done.</summary>
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

    /// <summary>To be called when nothing is left to flush. False: the client has gone.</summary>
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

    /// <summary>No answer follows, but what the client still sends can be read.</summary>
    public void CloseOutput() => EndOutput(null);

    /// <summary>No answer follows: the client reads all that was flushed, and then the end.</summary>
    public void Close() => End(null);

    /// <summary>Breaks the connection off; what wasn't flushed isn't sent.</summary>
    public void Abort()
    {
        var reason = new ConnectionAbortedException();
        _connection.Abort(reason);
        End(reason);
    }

    /// <summary>A pipe must be completed once, and not while it is in use: a read or flush under way completes its own.</summary>
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

    /// <summary>What goes on in one direction, on another thread than the actor's.</summary>
    private enum Use
    {
        None,
        UnderWay,
        Over,
    }

    /// <summary>There is something to take, if only the end.</summary>
    public sealed class BytesArrived : IDeadLetterSuppression
    {
        public static BytesArrived Instance { get; } = new();
    }

    /// <summary>Nothing is left to flush.</summary>
    public sealed class Flushed : IDeadLetterSuppression
    {
        public static Flushed Instance { get; } = new();
    }
}
