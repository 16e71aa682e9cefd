using Akka.Actor;

namespace Akka.Event;

/// <summary>Who logs: a name and a class.</summary>
public struct LogSource
{
    private LogSource(string source, Type type)
    {
        Source = source;
        Type = type;
    }

    public string Source { get; }

    public Type Type { get; }

    public static LogSource Create(object o) => o switch
    {
        IActorContext context => new LogSource(FromActor(context, context.System), SourceType(o)),
        IActorRef actor => new LogSource(actor.Path.ToString(), SourceType(o)),
        string name => new LogSource(name, SourceType(o)),
        Type type => new LogSource(Logging.SimpleName(type), type),
        _ => new LogSource(Logging.SimpleName(o), o.GetType()),
    };

    public static LogSource Create(object o, ActorSystem system) => o switch
    {
        IActorContext context => new LogSource(FromActor(context, system), SourceType(o)),
        IActorRef actor => new LogSource(FromActorRef(actor, system), SourceType(o)),
        string name => new LogSource(FromString(name, system), SourceType(o)),
        Type type => new LogSource(FromType(type, system), type),
        _ => new LogSource(FromType(o.GetType(), system), o.GetType()),
    };

    public static LogSource Create(string source, Type t) => new(source, t);

    public static Type SourceType(object o) => o switch
    {
        Type type => type,
        IActorContext context => context.Props.Type,
        IActorRef => typeof(ActorBase),
        string => typeof(DummyClassForStringSources),
        _ => o.GetType(),
    };

    public static string FromActor(IActorContext actor, ActorSystem system) => FromActorRef(actor.Self, system);

    public static string FromActorRef(IActorRef a, ActorSystem system) => a.Path.ToString();

    public static string FromString(string source, ActorSystem system) => $"{source}({system})";

    public static string FromType(Type t, ActorSystem system) => $"{Logging.SimpleName(t)}({system})";
}
