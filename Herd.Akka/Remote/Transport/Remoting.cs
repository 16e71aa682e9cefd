using Akka.Actor;
using Akka.Event;

namespace Akka.Remote.Transport;

internal sealed class Remoting(ExtendedActorSystem system, RemoteActorRefProvider provider) : RemoteTransport(system, provider)
{
    private Address? _address;

    public override ISet<Address> Addresses => _address is null ? new HashSet<Address>() : new HashSet<Address> { _address };

    public override Address DefaultAddress => _address ?? throw new InvalidOperationException("Remoting hasn't started yet.");

    public override void Start() => _address = new Address("akka.tcp", System.Name, "127.0.0.1", 2552);

    public override Task Shutdown() => Task.CompletedTask;

    public override void Send(object message, IActorRef? sender, RemoteActorRef recipient) => System.DeadLetters.Tell(new DeadLetter(message, sender, recipient), sender);

    public override Address LocalAddressForRemote(Address remote) => DefaultAddress;

    public override void Quarantine(Address address, int? uid)
    {
    }
}
