using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>
/// An actor that says in its constructor, and in methods given to Become, which handler is for which class of message.
/// The first that fits, in the order in which they were added, gets it.
/// </summary>
public abstract class ReceiveActor : UntypedActor, IInitializableActor
{
    private ReceiveTable? _building = new();
    private UntypedReceive _first = null!;

    void IInitializableActor.Init() => _first = Built();

    protected sealed override void OnReceive(object message) => _first(message);

    /// <param name="configure">Adds the handlers of the new behaviour.</param>
    protected void Become(Action configure) => base.Become(Configured(configure));

    protected void BecomeStacked(Action configure) => base.BecomeStacked(Configured(configure));

    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (shouldHandle is null)
        {
            Add(typeof(T), message =>
            {
                if (message is not T typed)
                    return false;
                handler(typed);
                return true;
            }, takesAll: typeof(T) == typeof(object));
        }
        else
        {
            Add(typeof(T), message =>
            {
                if (message is not T typed || !shouldHandle(typed))
                    return false;
                handler(typed);
                return true;
            });
        }
    }

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    /// <param name="handler">Returns false for a message that it leaves to the handlers behind it.</param>
    protected void Receive<T>(Func<T, bool> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(typeof(T), message => message is T typed && handler(typed));
    }

    protected void Receive(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(messageType, message =>
        {
            if (!messageType.IsInstanceOfType(message) || (shouldHandle is not null && !shouldHandle(message)))
                return false;
            handler(message);
            return true;
        }, takesAll: messageType == typeof(object) && shouldHandle is null);
    }

    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Receive(messageType, handler, shouldHandle);

    protected void Receive(Type messageType, Func<object, bool> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(messageType, message => messageType.IsInstanceOfType(message) && handler(message));
    }

    /// <summary>Handles all that is left; no handler can be added behind it.</summary>
    protected void ReceiveAny(Action<object> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(typeof(object), message =>
        {
            handler(message);
            return true;
        }, takesAll: true);
    }

    /// <summary>Like Receive, asynchronously: the actor handles no message until the task has ended, and Context, Self and Sender stay.</summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Receive(message => ActorTaskScheduler.RunTask(() => handler(message)), shouldHandle);
    }

    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Receive(messageType, message => ActorTaskScheduler.RunTask(() => handler(message)), shouldHandle);
    }

    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        ReceiveAsync(messageType, handler, shouldHandle);

    protected void ReceiveAnyAsync(Func<object, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ReceiveAny(message => ActorTaskScheduler.RunTask(() => handler(message)));
    }

    private void Add(Type type, Func<object, bool> handler, bool takesAll = false)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (_building is null)
            throw new InvalidOperationException("You may only call Receive-methods when constructing the actor and inside Become().");
        _building.Add(handler, takesAll);
    }

    private UntypedReceive Configured(Action configure)
    {
        var outer = _building;
        _building = new ReceiveTable();
        try
        {
            configure();
            return Built();
        }
        finally
        {
            _building = outer;
        }
    }

    private UntypedReceive Built()
    {
        var handlers = _building!.ToArray();
        _building = null;
        return message =>
        {
            foreach (var handler in handlers)
            {
                if (handler(message))
                    return;
            }
            Unhandled(message);
        };
    }
}
