using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Akka.Serialization.Wire;

namespace Akka.Remote.Serialization;

/// <summary>The messages that every actor knows, references and addresses.</summary>
public sealed class MiscMessageSerializer : SerializerWithStringManifest
{
    private const string IdentifyManifest = "ID";
    private const string ActorIdentityManifest = "AID";
    private const string ActorRefManifest = "AR";
    private const string AddressManifest = "AD";
    private const string PoisonPillManifest = "PP";
    private const string KillManifest = "K";
    private const string TerminatedManifest = "T";
    private const string SuccessManifest = "SS";
    private const string FailureManifest = "SF";
    private const string HeartbeatManifest = "RWHB";
    private const string HeartbeatRspManifest = "RWHR";

    public MiscMessageSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    public override string Manifest(object obj) => obj switch
    {
        Identify => IdentifyManifest,
        ActorIdentity => ActorIdentityManifest,
        IActorRef => ActorRefManifest,
        Address => AddressManifest,
        PoisonPill => PoisonPillManifest,
        Kill => KillManifest,
        Terminated => TerminatedManifest,
        Status.Success => SuccessManifest,
        Status.Failure => FailureManifest,
        RemoteWatcher.Heartbeat => HeartbeatManifest,
        RemoteWatcher.HeartbeatRsp => HeartbeatRspManifest,
        _ => throw new ArgumentException($"Can't serialize object of type {obj.GetType()}"),
    };

    public override byte[] ToBinary(object obj) => obj switch
    {
        Identify identify => new WireWriter().Payload(identify.MessageId, system).ToArray(),
        ActorIdentity identity => new WireWriter().Payload(identity.MessageId, system).Ref(identity.Subject).ToArray(),
        IActorRef actor => new WireWriter().Ref(actor).ToArray(),
        Address address => new WireWriter().Address(address).ToArray(),
        PoisonPill or Kill or RemoteWatcher.Heartbeat => [],
        Terminated terminated => new WireWriter()
            .Ref(terminated.ActorRef).Bool(terminated.ExistenceConfirmed).Bool(terminated.AddressTerminated).ToArray(),
        Status.Success success => new WireWriter().Payload(success.Status, system).ToArray(),
        Status.Failure failure => KnownExceptions.Write(new WireWriter(), failure.Cause).Payload(failure.State, system).ToArray(),
        RemoteWatcher.HeartbeatRsp answer => new WireWriter().Signed(answer.AddressUid).ToArray(),
        _ => throw new ArgumentException($"Can't serialize object of type {obj.GetType()}"),
    };

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var reader = new WireReader(bytes);
        switch (manifest)
        {
            case IdentifyManifest:
                return new Identify(reader.Payload(system)!);
            case ActorIdentityManifest:
                var id = reader.Payload(system);
                return new ActorIdentity(id!, reader.Ref(system));
            case ActorRefManifest:
                return reader.Ref(system) ?? system.DeadLetters;
            case AddressManifest:
                return reader.Address();
            case PoisonPillManifest:
                return PoisonPill.Instance;
            case KillManifest:
                return Kill.Instance;
            case TerminatedManifest:
                var actor = reader.Ref(system) ?? system.DeadLetters;
                var existenceConfirmed = reader.Bool();
                return new Terminated(actor, existenceConfirmed, reader.Bool());
            case SuccessManifest:
                return new Status.Success(reader.Payload(system)!);
            case FailureManifest:
                var cause = KnownExceptions.Read(ref reader);
                return new Status.Failure(cause, reader.Payload(system)!);
            case HeartbeatManifest:
                return RemoteWatcher.Heartbeat.Instance;
            case HeartbeatRspManifest:
                return new RemoteWatcher.HeartbeatRsp(reader.Int());
            default:
                throw new SerializationException($"Unknown manifest [{manifest}] for {nameof(MiscMessageSerializer)}.");
        }
    }
}
