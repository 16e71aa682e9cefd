using Akka.Actor;
using Herd.Actors.Gossip;

namespace Herd.Tests.Simulation;

/// <summary>Like TCP: in order, at most once, blocking when full. Data sent into a cut arrives after it, unless closed before.</summary>
internal sealed class SimulatedConnection : LinkConnection
{
    private static readonly TimeSpan Retransmission = TimeSpan.FromMilliseconds(200);

    private readonly SimulatedNetwork _network;
    private readonly string _to;
    private readonly Queue<byte[]> _sent = [];
    private readonly Queue<byte[]> _received = [];
    private readonly List<byte> _written = [];
    private SimulatedConnection _other = null!;
    private IActorRef? _owner;
    private int _bytesOnTheirWay;
    private bool _wasFull;
    private bool _mayRead = true;
    private bool _isMoving;
    private bool _isClosed;
    private bool _isVanished;
    private string? _closedBecause;

    private SimulatedConnection(SimulatedNetwork network, string from, string to)
    {
        _network = network;
        From = from;
        _to = to;
    }

    public string From { get; }

    public override string Remote => _to;

    public static (SimulatedConnection Near, SimulatedConnection Far) Pair(SimulatedNetwork network, string from, string to)
    {
        var near = new SimulatedConnection(network, from, to);
        var far = new SimulatedConnection(network, to, from) { _other = near };
        near._other = far;
        return (near, far);
    }

    public override void Start(IActorRef owner)
    {
        _owner = owner;
        if (_closedBecause is not null)
            Tell(new LinkClosed(this, _closedBecause));
        else
            Deliver();
    }

    public override void Trust()
    {
    }

    public override void Write(ReadOnlySpan<byte> frames) => _written.AddRange(frames);

    public override bool Flush()
    {
        if (_isClosed || _isVanished)
            return true;
        if (_written.Count > 0)
        {
            byte[] frames = [.. _written];
            _network.Traffic.Sent(this, frames);
            foreach (var piece in Pieces(frames))
            {
                _sent.Enqueue(piece);
                _bytesOnTheirWay += piece.Length;
            }

            _written.Clear();
            Move();
        }

        _wasFull = _bytesOnTheirWay > _network.BufferBytes;
        return !_wasFull;
    }

    public override void ReadOn()
    {
        _mayRead = true;
        _network.After(TimeSpan.Zero, Deliver);
    }

    public override void Close()
    {
        if (_isClosed || _isVanished)
            return;
        _isClosed = true;
        _network.Forget(this);
        _network.After(TimeSpan.Zero, () => EndedBecause("closed"));
        _network.After(_network.Latency(), TellOtherOfClose);
    }

    /// <summary>The node is gone. Silently: the other end isn't notified.</summary>
    public void Vanish(bool silently)
    {
        _isVanished = true;
        _sent.Clear();
        _network.Forget(this);
        if (!silently)
            _network.After(_network.Latency(), TellOtherOfClose);
    }

    /// <summary>Splits at frame boundaries, so that the connection can be lost within one send.</summary>
    private IEnumerable<byte[]> Pieces(byte[] frames)
    {
        var start = 0;
        for (var at = 0; at < frames.Length;)
        {
            at += BitConverter.ToInt32(frames, at);
            if (at < frames.Length && _network.Random.Next(4) != 0 && at - start < 4096)
                continue;
            yield return frames[start..at];
            start = at;
        }
    }

    private void Move()
    {
        if (_isMoving || _sent.Count == 0)
            return;
        _isMoving = true;
        var piece = _sent.Peek();
        var duration = _network.Latency();
        if (_network.BytesPerSecond.TryGetValue((From, _to), out var rate))
            duration += TimeSpan.FromSeconds((double)piece.Length / rate);
        _network.At(_network.Now + duration, Arrive);
    }

    private void Arrive()
    {
        if (_isVanished || _sent.Count == 0)
            return;
        if (_other._closedBecause is not null)
        {
            _sent.Clear();
            return;
        }

        if (_network.IsCut(From, _to) || _network.IsCut(_to, From) || _other._received.Count > 4 || _other._isVanished)
        {
            // Lost, or the receiver's window is full: retransmit.
            _network.After(Retransmission, Arrive);
            return;
        }

        var piece = _sent.Dequeue();
        _bytesOnTheirWay -= piece.Length;
        _isMoving = false;
        _other._received.Enqueue(piece);
        _other.Deliver();
        Move();
        if (_wasFull && _bytesOnTheirWay < _network.BufferBytes / 2 && !_isClosed)
        {
            _wasFull = false;
            Tell(new LinkDrained(this));
        }
    }

    private void Deliver()
    {
        if (!_mayRead || _owner is null || _isVanished || _closedBecause is not null || !_received.TryDequeue(out var piece))
            return;
        _mayRead = false;
        _network.Traffic.Received(this, piece);
        Tell(new LinkRead(this, piece));
    }

    private void TellOtherOfClose()
    {
        if (_network.IsCut(From, _to) || _network.IsCut(_to, From))
            _network.After(Retransmission, TellOtherOfClose);
        else if (_sent.Count > 0 && !_isVanished)
            _network.After(_network.Latency(), TellOtherOfClose);
        else
            _other.EndWhenRead();
    }

    private void EndWhenRead()
    {
        if (_isVanished || _closedBecause is not null)
            return;
        if (_received.Count > 0)
            _network.After(_network.Latency(), EndWhenRead);
        else
            EndedBecause("the other side closed it");
    }

    private void EndedBecause(string reason)
    {
        if (_closedBecause is not null || _isVanished)
            return;
        _closedBecause = reason;
        Tell(new LinkClosed(this, reason));
    }

    private void Tell(object message)
    {
        if (_owner is not null)
            _network.Tell(_owner, message);
    }
}
