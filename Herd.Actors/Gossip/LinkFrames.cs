using Herd.Actors.Protocol;

namespace Herd.Actors.Gossip;

/// <summary>Goes through whole frames; updates in a row are one step.</summary>
public ref struct LinkFrames(ReadOnlyMemory<byte> frames)
{
    private int _next;

    /// <summary>The kind of the frame, or of all frames of a step.</summary>
    public LinkFrameKind Kind { get; private set; }

    /// <summary>The frames of the step, headers included.</summary>
    public ReadOnlyMemory<byte> Frames { get; private set; }

    /// <summary>How many frames the step has.</summary>
    public int Count { get; private set; }

    /// <summary>What is behind the header of a frame that isn't an update.</summary>
    public readonly ReadOnlySpan<byte> Body => Frames.Span[LinkFrame.HeaderLength..];

    /// <summary>The frames behind this step.</summary>
    public readonly ReadOnlyMemory<byte> Rest => frames[_next..];

    public bool MoveNext()
    {
        var bytes = frames.Span;
        if (_next >= bytes.Length)
            return false;
        var start = _next;
        Kind = KindAt(start);
        Count = 0;
        do
        {
            _next += (int)UpdateFrame.LengthOf(bytes[_next..]);
            Count++;
        }
        while (Kind == LinkFrameKind.Update && _next < bytes.Length && KindAt(_next) == LinkFrameKind.Update);

        Frames = frames[start.._next];
        return true;
    }

    private readonly LinkFrameKind KindAt(int at)
    {
        var kind = frames.Span[at + 4];
        return UpdateFrame.IsUpdate(kind) ? LinkFrameKind.Update : (LinkFrameKind)kind;
    }
}
