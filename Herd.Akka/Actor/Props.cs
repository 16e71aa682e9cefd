using System.Linq.Expressions;

namespace Akka.Actor;

/// <summary>How to make an actor: class, arguments, dispatcher, mailbox. Immutable, used again at each restart.</summary>
public class Props : IEquatable<Props>
{
    public static readonly Props None = new();

    private readonly IIndirectActorProducer _producer;

    public Props(Type type)
        : this(type, [])
    {
    }

    public Props(Type type, object[] args)
        : this(Deploy.None, type, args)
    {
    }

    public Props(Type type, SupervisorStrategy? supervisorStrategy, params object[] args)
        : this(new TypeProducer(type, args), args, Deploy.None, supervisorStrategy)
    {
    }

    public Props(Type type, SupervisorStrategy? supervisorStrategy, IEnumerable<object> args)
        : this(type, supervisorStrategy, args.ToArray())
    {
    }

    public Props(Deploy deploy, Type type, params object[] args)
        : this(new TypeProducer(type, args), args, deploy, null)
    {
    }

    public Props(Deploy deploy, Type type, IEnumerable<object> args)
        : this(deploy, type, args.ToArray())
    {
    }

    protected Props()
        : this(new NoProducer(), [], Deploy.None, null)
    {
    }

    protected Props(Props copy)
        : this(copy._producer, copy.Arguments, copy.Deploy, copy.SupervisorStrategy)
    {
    }

    private Props(IIndirectActorProducer producer, object[] args, Deploy deploy, SupervisorStrategy? strategy)
    {
        _producer = producer;
        Arguments = args;
        Deploy = deploy;
        SupervisorStrategy = strategy!;
    }

    public static Props Empty { get; } = new(typeof(EmptyActor));

    public Type Type => _producer.ActorType;

    public string TypeName => Type.AssemblyQualifiedName!;

    public object[] Arguments { get; }

    public Deploy Deploy { get; protected set; }

    /// <summary>Overrules the actor's own; null: doesn't.</summary>
    public SupervisorStrategy SupervisorStrategy { get; protected set; }

    public string Dispatcher => Deploy.Dispatcher == Deploy.NoDispatcherGiven ? Dispatch.Dispatchers.DefaultDispatcherId : Deploy.Dispatcher;

    public string Mailbox => Deploy.Mailbox;

    /// <summary>From <c>() =&gt; new T(arguments)</c>; the arguments are evaluated now, once.</summary>
    /// <exception cref="ArgumentException">The expression is another.</exception>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy? supervisorStrategy = null)
        where TActor : ActorBase
    {
        if (factory.Body is not NewExpression { Constructor: { } constructor } body)
            throw new ArgumentException("The create function must be a 'new T (args)' expression", nameof(factory));
        var args = body.Arguments.Select(Util.ExpressionValue.Of).ToArray();
        return new Props(new ConstructorProducer(constructor, args), args!, Deploy.None, supervisorStrategy);
    }

    public static Props Create<TActor>(params object[] args)
        where TActor : ActorBase => new(typeof(TActor), args);

    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy)
        where TActor : ActorBase, new() => new(typeof(TActor), supervisorStrategy);

    /// <exception cref="ArgumentNullException">The type is null.</exception>
    public static Props Create(Type type, params object[] args)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new Props(type, args);
    }

    public static Props CreateBy(IIndirectActorProducer producer, params object[] args)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return new Props(producer, args, Deploy.None, null);
    }

    public Props WithDispatcher(string dispatcher) => With(Deploy.WithDispatcher(dispatcher));

    public Props WithMailbox(string mailbox) => With(Deploy.WithMailbox(mailbox));

    public Props WithStashCapacity(int stashCapacity) => With(Deploy.WithStashCapacity(stashCapacity));

    /// <summary>What the new deployment leaves open stays as it was.</summary>
    public Props WithDeploy(Deploy deploy) => With(deploy.WithFallback(Deploy));

    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy)
    {
        var copy = Copy();
        copy.SupervisorStrategy = supervisorStrategy;
        return copy;
    }

    /// <summary>Makes the instance.</summary>
    /// <exception cref="TypeLoadException">There is no such constructor, or it threw.</exception>
    public virtual ActorBase NewActor()
    {
        try
        {
            return _producer.Produce();
        }
        catch (Exception e)
        {
            var inner = e is System.Reflection.TargetInvocationException { InnerException: { } cause } ? cause : e;
            throw new TypeLoadException(
                $"Error while creating actor instance of type {Type} with {Arguments.Length} args: ({string.Join(",", Arguments.Select(a => a ?? "null"))})",
                inner);
        }
    }

    public bool Equals(Props? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Type == other.Type && Deploy.Equals(other.Deploy) && Arguments.SequenceEqual(other.Arguments));

    public override bool Equals(object? obj) => Equals(obj as Props);

    public override int GetHashCode() => HashCode.Combine(Type, Deploy, Arguments.Length);

    internal void Release(ActorBase actor) => _producer.Release(actor);

    protected virtual Props Copy() => new(this);

    private Props With(Deploy deploy)
    {
        var copy = Copy();
        copy.Deploy = deploy;
        return copy;
    }

    private sealed class EmptyActor : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
