using Akka.Actor.Internal;

namespace Akka.Actor;

public partial class ActorCell
{
    private ChildrenContainer _children = ChildrenContainer.Empty;
    private long _nextRandomName = -1;

    internal ChildrenContainer ChildrenContainer => Volatile.Read(ref _children);

    public virtual IActorRef ActorOf(Props props, string? name = null) => AttachChild(props, false, name);

    /// <summary>Makes a child; guardians are asked this from any thread.</summary>
    public virtual IActorRef AttachChild(Props props, bool isSystemService, string? name = null)
    {
        if (name is null)
            name = RandomName();
        else
            CheckName(name);
        Change(c => c.Reserve(name));
        IInternalActorRef child;
        try
        {
            var path = new ChildActorPath(_self.Path, name, ActorUid.New());
            child = SystemImpl.Provider.ActorOf(SystemImpl, props, _self, path, isSystemService, props.Deploy, true, false);
        }
        catch
        {
            UnreserveChild(name);
            throw;
        }
        if (InitChild(child) is null)
            throw new InvalidOperationException($"Cannot create child '{name}' while terminating or terminated");
        child.Start();
        return child;
    }

    IActorRef IActorContext.Child(string name) => ChildNamed(name);

    IEnumerable<IActorRef> IActorContext.GetChildren() => GetChildren();

    public IEnumerable<IInternalActorRef> GetChildren() => ChildrenContainer.Children;

    public IInternalActorRef GetSingleChild(string name)
    {
        var hash = name.IndexOf('#');
        if (hash < 0)
            return ChildNamed(name);
        var child = ChildNamed(name[..hash]);
        return child.Path.Uid.ToString() == name[(hash + 1)..] ? child : Nobody.Instance;
    }

    public bool TryGetChildStatsByName(string name, out IChildStats child)
    {
        var found = ChildrenContainer.TryGet(name, out var stats);
        child = stats!;
        return found;
    }

    public void ReserveChild(string name) => Change(c => c.Reserve(name));

    /// <summary>Makes a child that was made elsewhere, or whose name is reserved, one of this actor's.</summary>
    public ChildRestartStats? InitChild(IInternalActorRef actor)
    {
        if (ChildrenContainer.TryGet(actor.Path.Name, out var known) && known is ChildRestartStats before)
            return before;
        var stats = new ChildRestartStats(actor);
        Change(c => c.IsTerminating ? c : c.Add(stats));
        return ChildrenContainer.Find(actor);
    }

    public void Stop(IActorRef child)
    {
        var inner = (IInternalActorRef)child;
        if (ChildrenContainer.Find(inner) is not null)
            Change(c => c.ShallDie(inner));
        inner.Stop();
    }

    protected void UnreserveChild(string name) => Change(c => c.Unreserve(name));

    private static void CheckName(string name)
    {
        if (name.Length == 0)
            throw new InvalidActorNameException("Actor name must not be empty.");
        if (!ActorPath.IsValidPathElement(name))
        {
            throw new InvalidActorNameException(
                $"Illegal actor name [{name}]. Actor paths MUST: not start with `$`, include only ASCII letters and can only contain these special characters: {ActorPath.ValidSymbols}.");
        }
    }

    private IInternalActorRef ChildNamed(string name) =>
        ChildrenContainer.TryGet(name, out var stats) && stats is ChildRestartStats child ? child.Child : Nobody.Instance;

    private void Change(Func<ChildrenContainer, ChildrenContainer> change)
    {
        while (true)
        {
            var before = Volatile.Read(ref _children);
            var after = change(before);
            if (ReferenceEquals(before, after) || Interlocked.CompareExchange(ref _children, after, before) == before)
                return;
        }
    }

    /// <summary>False if there are no children to wait for.</summary>
    private bool SetChildrenTerminationReason(SuspendReason reason)
    {
        if (!_children.HasDying)
            return false;
        Change(c => c.WithReason(reason));
        return true;
    }

    private void HandleSupervise(IActorRef child)
    {
        if (!_children.IsTerminating)
            InitChild((IInternalActorRef)child);
    }

    private void HandleChildTerminated(IActorRef child)
    {
        var reason = _children.Reason;
        Change(c => c.Remove(child));
        if (_actor is not null)
        {
            try
            {
                _actor.Strategy.HandleChildTerminated(this, child, GetChildren());
            }
            catch (Exception e)
            {
                Publish(new Event.Error(e, _self.Path.ToString(), _actor.GetType(), "HandleChildTerminated failed"));
                HandleInvokeFailure(e);
            }
        }
        if (_children.HasDying)
            return;
        switch (reason)
        {
            case SuspendReason.Recreation recreation:
                FinishRecreate(recreation.Cause);
                break;
            case SuspendReason.Creation:
                FinishCreate();
                break;
            case SuspendReason.Termination:
                FinishTerminate();
                break;
        }
    }

    private void SuspendChildren(IReadOnlyCollection<IActorRef>? except = null)
    {
        foreach (var child in GetChildren())
        {
            if (except?.Contains(child) != true)
                child.Suspend();
        }
    }

    private void ResumeChildren(Exception? cause, IActorRef? perpetrator)
    {
        foreach (var child in GetChildren())
            child.Resume(child.Equals(perpetrator) ? cause : null);
    }

    private string RandomName() => Base64Name.Of(Interlocked.Increment(ref _nextRandomName));
}
