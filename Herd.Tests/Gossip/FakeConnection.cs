using Akka.Actor;
using Herd.Actors.Gossip;

namespace Herd.Tests.Gossip;

/// <summary>A connection whose other end the test plays.</summary>
internal sealed class FakeConnection(string remote = "test:1") : LinkConnection
{
    private readonly object _gate = new();
    private readonly List<byte> _sent = [];
    private IActorRef _owner = ActorRefs.Nobody;
    private int _readOns;
    private int _starts;

    public override string Remote { get; } = remote;

    /// <summary>Whether it accepts more after each flush.</summary>
    public bool TakesMore { get; set; } = true;

    /// <summary>Name in the other end's certificate; null: no TLS.</summary>
    public string? CertificateOf { get; set; }

    public ReadOnlyMemory<byte> SeenChannel { get; set; }

    public override ReadOnlyMemory<byte> ChannelBinding => SeenChannel;

    public bool IsClosed { get; private set; }

    public bool IsTrusted { get; private set; }

    public bool IsStarted => Volatile.Read(ref _owner) != ActorRefs.Nobody;

    /// <summary>Owners so far.</summary>
    public int Starts => Volatile.Read(ref _starts);

    public int ReadOns => Volatile.Read(ref _readOns);

    public override string? RefusalOf(string node) => CertificateOf is null || CertificateOf == node ? null : $"{node} shows {CertificateOf}'s certificate";

    public override void Start(IActorRef owner)
    {
        lock (_gate)
            _owner = owner;
        Interlocked.Increment(ref _starts);
    }

    public override void Trust() => IsTrusted = true;

    public override void Write(ReadOnlySpan<byte> frames)
    {
        lock (_gate)
            _sent.AddRange(frames);
    }

    public override bool Flush() => TakesMore;

    public override void ReadOn() => Interlocked.Increment(ref _readOns);

    public override void Close() => IsClosed = true;

    public void Say(params ReadOnlyMemory<byte>[] frames) =>
        Tell(new LinkRead(this, frames.SelectMany(frame => frame.ToArray()).ToArray()));

    public void Drain()
    {
        TakesMore = true;
        Tell(new LinkDrained(this));
    }

    public void Break() => Tell(new LinkClosed(this, "test"));

    /// <summary>Takes all sent frames: each one's kind, or the content of updates.</summary>
    public IReadOnlyList<(LinkFrameKind Kind, byte[] Frame)> Take()
    {
        byte[] bytes;
        lock (_gate)
        {
            bytes = [.. _sent];
            _sent.Clear();
        }

        var taken = new List<(LinkFrameKind, byte[])>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = BitConverter.ToInt32(bytes, at);
            taken.Add(((LinkFrameKind)bytes[at + 4], bytes[at..(at + length)]));
            at += length;
        }

        return taken;
    }

    public (LinkFrameKind Kind, byte[] Frame)? TakeFirst()
    {
        lock (_gate)
        {
            if (_sent.Count == 0)
                return null;
            byte[] frame = [.. _sent[..BitConverter.ToInt32([.. _sent[..4]])]];
            _sent.RemoveRange(0, frame.Length);
            return ((LinkFrameKind)frame[4], frame);
        }
    }

    private void Tell(object message)
    {
        lock (_gate)
            _owner.Tell(message, ActorRefs.NoSender);
    }
}
