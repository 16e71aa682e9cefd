using Akka.Actor;

namespace Akka.Remote;

/// <summary>Tells the incarnations of a system at one address apart.</summary>
public class AddressUid : IExtension
{
    public readonly int Uid = Random.Shared.Next(1, int.MaxValue);
}
