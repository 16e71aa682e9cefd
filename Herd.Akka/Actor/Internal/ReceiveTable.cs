namespace Akka.Actor.Internal;

/// <summary>The handlers of one behaviour of a <see cref="ReceiveActor"/>, while they are added.</summary>
internal sealed class ReceiveTable
{
    private readonly List<Func<object, bool>> _handlers = [];
    private bool _complete;

    public void Add(Func<object, bool> handler, bool takesAll)
    {
        if (_complete)
            throw new InvalidOperationException("A handler that catches all messages has been added. No handler can be added after that.");
        _handlers.Add(handler);
        _complete = takesAll;
    }

    public Func<object, bool>[] ToArray() => [.. _handlers];
}
