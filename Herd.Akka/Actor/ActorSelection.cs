using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// A path from an actor to others, walked anew with each message: names, .. for the parent, patterns with * and ?, and ** at the
/// end for all that is below.
/// </summary>
public class ActorSelection : ICanTell
{
    public ActorSelection(IActorRef anchor, SelectionPathElement[] path)
    {
        Anchor = anchor;
        Path = path;
    }

    public ActorSelection(IActorRef anchor, string path)
        : this(anchor, path.Length == 0 ? [] : path.Split('/'))
    {
    }

    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
        : this(anchor, ElementsOf([.. elements.Where(e => e.Length > 0)]))
    {
    }

    public IActorRef Anchor { get; }

    public SelectionPathElement[] Path { get; }

    public string PathString => "/" + string.Join<object>("/", Path);

    public void Tell(object message, IActorRef? sender = null) =>
        Deliver(
            Anchor,
            new ActorSelectionMessage(message ?? throw new InvalidMessageException("Message is null."), Path),
            sender ?? ActorCell.GetCurrentSelfOrNoSender());

    /// <inheritdoc cref="ResolveOne(TimeSpan, CancellationToken)"/>
    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    /// <summary>The first actor that answers.</summary>
    /// <exception cref="ActorNotFoundException">None did in time.</exception>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        ActorIdentity identity;
        try
        {
            identity = await this.Ask<ActorIdentity>(new Identify(null!), timeout, ct).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw new ActorNotFoundException("Exception occurred while resolving ActorSelection", e);
        }
        return identity.Subject ?? throw new ActorNotFoundException("subject was null");
    }

    public override bool Equals(object? obj) =>
        obj is ActorSelection other && Anchor.Equals(other.Anchor) && Path.AsEnumerable().SequenceEqual(other.Path);

    public override int GetHashCode() => HashCode.Combine(Anchor, PathString);

    public override string ToString() => $"ActorSelection[Anchor({Anchor.Path}{(Anchor.Path.Uid == 0 ? "" : "#" + Anchor.Path.Uid)}), Path({PathString})]";

    internal static void Deliver(IActorRef anchor, ActorSelectionMessage selection, IActorRef? sender)
    {
        var at = anchor;
        if (anchor is IActorRefScope { IsLocal: false })
        {
            // Its system walks the path.
            anchor.Tell(selection, sender);
            return;
        }
        for (var i = 0; i < selection.Elements.Length; i++)
        {
            var left = selection.Elements[(i + 1)..];
            switch (selection.Elements[i])
            {
                case SelectParent:
                    at = ((IInternalActorRef)at).Parent;
                    continue;
                case SelectChildName name when ChildOf(at, name.Name) is { } child:
                    at = child;
                    continue;
                case SelectChildName:
                    Miss(anchor, selection, sender);
                    return;
                case SelectChildPattern pattern:
                    var fitting = ChildrenOf(at).Where(c => pattern.Fits(c.Path.Name)).ToArray();
                    if (fitting.Length == 0)
                        Miss(anchor, selection, sender);
                    foreach (var child in fitting)
                        Deliver(child, selection.Copy(elements: left, wildCardFanOut: selection.WildCardFanOut || fitting.Length > 1), sender);
                    return;
                case SelectChildRecursive:
                    var below = Below(at).ToArray();
                    if (below.Length == 0)
                        Miss(anchor, selection, sender);
                    foreach (var each in below)
                        each.Tell(selection.Message, sender);
                    return;
            }
        }
        at.Tell(selection.Message, sender);
    }

    private static SelectionPathElement[] ElementsOf(string[] names) => [.. names.Select((name, i) => (SelectionPathElement)(name switch
    {
        ".." => SelectParent.Instance,
        "**" when i == names.Length - 1 => SelectChildRecursive.Instance,
        "**" => throw new IllegalActorNameException("Double wildcard can only appear at the last path entry"),
        _ when name.AsSpan().ContainsAny('*', '?') => new SelectChildPattern(name),
        _ => new SelectChildName(name),
    }))];

    private static IEnumerable<IActorRef> ChildrenOf(IActorRef parent) => parent switch
    {
        ActorRefWithCell local => local.Children,
        VirtualPathContainer container => container.Children,
        _ => [],
    };

    private static IEnumerable<IActorRef> Below(IActorRef parent) => ChildrenOf(parent).SelectMany(c => Below(c).Prepend(c));

    private static IInternalActorRef? ChildOf(IActorRef parent, string name) =>
        ((IInternalActorRef)parent).GetChild([name]) is IInternalActorRef child and not Nobody ? child : null;

    /// <summary>No actor is there: it becomes a dead letter, unless others got it.</summary>
    private static void Miss(IActorRef anchor, ActorSelectionMessage selection, IActorRef? sender)
    {
        if (selection.WildCardFanOut)
            return;
        var path = anchor.Path / selection.Elements.Select(e => e.ToString()!);
        var provider = ((IInternalActorRef)anchor).Provider;
        new EmptyLocalActorRef(provider, path, provider.Settings.System.EventStream).Tell(selection, sender);
    }
}
