using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Serialization;
using Akka.Serialization.Wire;

namespace Akka.Remote.Serialization;

/// <summary>The system messages that go to other systems: death watch and stop.</summary>
public sealed class SystemMessageSerializer : Serializer
{
    private const byte WatchTag = 0;
    private const byte UnwatchTag = 1;
    private const byte TerminateTag = 2;
    private const byte DeathWatchNotificationTag = 3;

    public SystemMessageSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) => (obj switch
    {
        Watch watch => new WireWriter().Byte(WatchTag).Ref(watch.Watchee).Ref(watch.Watcher),
        Unwatch unwatch => new WireWriter().Byte(UnwatchTag).Ref(unwatch.Watchee).Ref(unwatch.Watcher),
        Terminate => new WireWriter().Byte(TerminateTag),
        DeathWatchNotification notification => new WireWriter().Byte(DeathWatchNotificationTag)
            .Ref(notification.Actor).Bool(notification.ExistenceConfirmed).Bool(notification.AddressTerminated),
        _ => throw new ArgumentException($"{obj.GetType().Name} isn't for actors of other systems."),
    }).ToArray();

    public override object FromBinary(byte[] bytes, Type type)
    {
        var reader = new WireReader(bytes);
        switch (reader.Byte())
        {
            case WatchTag:
                var watchee = Required(ref reader);
                return new Watch(watchee, Required(ref reader));
            case UnwatchTag:
                var unwatched = Required(ref reader);
                return new Unwatch(unwatched, Required(ref reader));
            case TerminateTag:
                return new Terminate();
            case DeathWatchNotificationTag:
                var actor = Required(ref reader);
                var existenceConfirmed = reader.Bool();
                return new DeathWatchNotification(actor, existenceConfirmed, reader.Bool());
            case var other:
                throw new SerializationException($"Unknown system message {other}.");
        }
    }

    private IInternalActorRef Required(ref WireReader reader) =>
        reader.Ref(system) as IInternalActorRef ?? throw new SerializationException("A system message without its actor.");
}
