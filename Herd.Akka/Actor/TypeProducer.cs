using System.Reflection;

namespace Akka.Actor;

/// <summary>Makes actors of a class, with the constructor that fits the arguments.</summary>
internal sealed class TypeProducer : IIndirectActorProducer
{
    private const BindingFlags AnyConstructor = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly object[] _arguments;

    public TypeProducer(Type type, object[] arguments)
    {
        if (!typeof(ActorBase).IsAssignableFrom(type))
            throw new ArgumentException($"Unable to create actor of type '{type}': it is no ActorBase.", nameof(type));
        ActorType = type;
        _arguments = arguments;
    }

    public Type ActorType { get; }

    public ActorBase Produce() => (ActorBase)Activator.CreateInstance(ActorType, AnyConstructor, null, _arguments, null)!;

    public void Release(ActorBase actor)
    {
    }
}
