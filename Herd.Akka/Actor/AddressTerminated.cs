using Akka.Event;

namespace Akka.Actor;

/// <summary>Another system is gone for good: so are all of its actors.</summary>
internal sealed class AddressTerminated(Address address) : IAutoReceivedMessage, IPossiblyHarmful, IDeadLetterSuppression
{
    public Address Address { get; } = address;

    public override string ToString() => $"<AddressTerminated>: {Address}";
}
