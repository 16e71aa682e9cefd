namespace Akka.Actor;

/// <summary>Death watch: being told once when another actor has stopped.</summary>
public interface ICanWatch
{
    /// <summary><see cref="Terminated"/> comes when <paramref name="subject"/> has stopped, at once if it already has.</summary>
    IActorRef Watch(IActorRef subject);

    /// <summary>Like <see cref="Watch"/>, with a message of one's own.</summary>
    IActorRef WatchWith(IActorRef subject, object message);

    IActorRef Unwatch(IActorRef subject);
}
