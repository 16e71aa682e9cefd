using System.Collections.Concurrent;
using System.Reflection;

namespace Akka.Actor;

/// <summary>Makes actors with one constructor and its arguments.</summary>
internal sealed class ConstructorProducer(ConstructorInfo constructor, object?[] arguments) : IIndirectActorProducer
{
    private static readonly ConcurrentDictionary<ConstructorInfo, ConstructorInvoker> Invokers = new();

    private readonly ConstructorInvoker _invoker = Invokers.GetOrAdd(constructor, ConstructorInvoker.Create);

    public Type ActorType => constructor.DeclaringType!;

    public ActorBase Produce() => (ActorBase)_invoker.Invoke(arguments.AsSpan());

    public void Release(ActorBase actor)
    {
    }
}
