using System.Collections.Concurrent;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A place in the tree that isn't an actor: holds references by name.</summary>
internal sealed class VirtualPathContainer(IActorRefProvider provider, ActorPath path, IInternalActorRef parent, ILoggingAdapter log) : MinimalActorRef
{
    private readonly ConcurrentDictionary<string, IInternalActorRef> _children = new();

    public override IActorRefProvider Provider => provider;

    public override IInternalActorRef Parent => parent;

    public override ActorPath Path => path;

    public IEnumerable<IInternalActorRef> Children => _children.Values;

    public void AddChild(string name, IInternalActorRef actor)
    {
        if (!_children.TryAdd(name, actor))
            log.Warning("{0} replacing child {1}", Path, name);
        _children[name] = actor;
    }

    public void RemoveChild(string name) => _children.TryRemove(name, out _);

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        if (name.Count == 0 || (name.Count == 1 && name[0].Length == 0))
            return this;
        if (!_children.TryGetValue(name[0].Split('#')[0], out var child))
            return Nobody.Instance;
        return name.Count == 1 ? child : child.GetChild([.. name.Skip(1)]);
    }
}
