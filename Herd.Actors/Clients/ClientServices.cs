using Akka.Actor;
using Herd.Actors.Access;

namespace Herd.Actors.Clients;

/// <summary>What the connections of a node share.</summary>
/// <param name="ServerName">The node's name as bytes, 1 to 255.</param>
/// <param name="Registry">Answers what <c>Locations/RegistryProtocol.cs</c> says.</param>
/// <param name="Places">Answers what <c>Places/PlacesProtocol.cs</c> says.</param>
/// <param name="Settings">Of this node's clients.</param>
/// <param name="Clock">Tells the receipt time: one reading for all that came in one read.</param>
/// <param name="Log">Told each whole line that came and each answer that went.</param>
/// <param name="IsFull">Whether no new client's location may be stored; null: never. Asked by any thread.</param>
/// <param name="Keys">Who may say and ask what; null: everybody everything.</param>
public sealed record ClientServices(
    ReadOnlyMemory<byte> ServerName,
    IActorRef Registry,
    IActorRef Places,
    ClientSettings Settings,
    TimeProvider Clock,
    IMessageLog Log,
    Func<bool>? IsFull = null,
    AccessKeys? Keys = null)
{
    public AccessKeys Keys { get; } = Keys ?? AccessKeys.None;
}
