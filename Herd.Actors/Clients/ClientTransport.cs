using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Event;
using Microsoft.AspNetCore.Connections;

namespace Herd.Actors.Clients;

/// <summary>
/// A connection's bytes for its actor: reads and flushes that are not done at once end with a message to the actor,
/// without a task of their own. All methods are the actor's.
/// </summary>
internal sealed class ClientTransport
{
    private readonly ConnectionContext _connection;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly IActorRef _owner;
    private readonly Action _onBytesArrived;
    private Action? _onFlushed;
    private ConfiguredValueTaskAwaitable<ReadResult>.ConfiguredValueTaskAwaiter _read;
    private ConfiguredValueTaskAwaitable<FlushResult>.ConfiguredValueTaskAwaiter _flush;
    private Use _inputUse;
    private Use _outputUse;

    /// <param name="connection">The client's.</param>
    /// <param name="owner">The connection's actor.</param>
    /// <param name="sent">Told what goes out; null: nobody.</param>
    public ClientTransport(ConnectionContext connection, IActorRef owner, Action<ReadOnlyMemory<byte>>? sent)
    {
        _connection = connection;
        _input = connection.Transport.Input;
        _output = connection.Transport.Output;
        _owner = owner;
        _onBytesArrived = OnBytesArrived;
        Answers = new AnswerBuffer(_output, sent);
    }

    public AnswerBuffer Answers { get; }

    /// <summary>Between <see cref="Read"/> and <see cref="TryTake"/>.</summary>
    public bool IsReading { get; private set; }

    /// <summary>Between a <see cref="TryFlush"/> that wasn't done at once and <see cref="IsAlive"/>.</summary>
    public bool IsFlushing { get; private set; }

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
            // A pipe whose other side has failed already throws here, and not in the task.
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

    /// <summary>Ends a <see cref="Read"/> that nothing may come of any more: the actor is told at once.</summary>
    public void CancelRead() => _input.CancelPendingRead();

    /// <summary>What came. False: the client is gone.</summary>
    public bool TryTake(out ReadResult result)
    {
        IsReading = false;
        try
        {
            result = _read.GetResult();
            return true;
        }
        catch (Exception)
        {
            // Reset, aborted, timed out, TLS broken: that a client goes is no fault of the node.
            result = default;
            return false;
        }
    }

    /// <summary>What was taken isn't needed any more.</summary>
    /// <param name="result">What was taken.</param>
    /// <param name="consumed">Bytes of it that don't come again.</param>
    /// <param name="isAllSeen">The rest comes again only when there is more.</param>
    public void Advance(in ReadResult result, long consumed, bool isAllSeen)
    {
        var position = result.Buffer.GetPosition(consumed);
        _input.AdvanceTo(position, isAllSeen ? result.Buffer.End : position);
    }

    /// <summary>Sends the answers. False: the actor is told <see cref="Flushed"/> when that is done.</summary>
    public bool TryFlush()
    {
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
        IsFlushing = true;
        _outputUse = Use.UnderWay;
        _flush.UnsafeOnCompleted(_onFlushed ??= OnFlushed);
        return false;
    }

    /// <summary>After a flush: whether there is still somebody to send to.</summary>
    public bool IsAlive()
    {
        IsFlushing = false;
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

    /// <summary>A pipe must not be completed while it is in use, and not twice: what is under way completes its own.</summary>
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

        /// <summary>Nothing any more, or what is under way is the last.</summary>
        Over,
    }

    /// <summary>There is something to take, if only the end.</summary>
    public sealed class BytesArrived : IDeadLetterSuppression
    {
        public static BytesArrived Instance { get; } = new();
    }

    /// <summary>A flush is done.</summary>
    public sealed class Flushed : IDeadLetterSuppression
    {
        public static Flushed Instance { get; } = new();
    }
}
