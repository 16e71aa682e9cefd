using Akka.Actor;
using Herd.Actors.Places;
using Herd.Tests.Protocol;

namespace Herd.Tests.Clients;

/// <summary>Echoes the question.</summary>
internal sealed class FakePlaces : UntypedActor
{
    public static string Json(double latitude, double longitude, double radius, int bound) =>
        FormattableString.Invariant($"{{\"at\":[{latitude},{longitude}],\"radius\":{radius},\"bound\":{bound}}}");

    protected override void OnReceive(object message)
    {
        if (message is FindPlaces find)
        {
            var json = Json(find.Latitude, find.Longitude, find.RadiusKilometres, find.Bound);
            Sender.Tell(new PlacesFound(find.Id, Bytes.Of(json)));
        }
    }
}
