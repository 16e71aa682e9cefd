using Akka.Actor;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Tests.Protocol;

namespace Herd.Tests.Clients;

internal sealed class FakeRegistry : UntypedActor
{
    /// <summary>The answer is a dictionary of AT lines by client.</summary>
    public sealed record GetStored
    {
        public static GetStored Instance { get; } = new();
    }

    private readonly Dictionary<string, (PosixTime Time, byte[] AtLine)> _locations = [];

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Report report:
                for (var rest = report.Frames; !rest.IsEmpty;)
                {
                    var frame = new UpdateFrame(rest.Span[..(int)UpdateFrame.LengthOf(rest.Span)]);
                    var client = Bytes.Text(frame.Client);
                    if (!_locations.TryGetValue(client, out var known) || known.Time < frame.Time)
                        _locations[client] = (frame.Time, frame.AtLine.ToArray());
                    rest = rest[frame.Bytes.Length..];
                }

                Sender.Tell(Reported.Instance);
                break;
            case Locate locate:
                List<byte[]?> atLines = [];
                foreach (var client in locate.Clients)
                {
                    if (_locations.TryGetValue(Bytes.Text(client.Span), out var known))
                        atLines.Add(known.AtLine);
                    else if (atLines.Count == 0 && locate.SkipUnknown)
                        atLines.Add(null);
                    else
                        break;
                }

                Sender.Tell(new Located(atLines));
                break;
            case GetStored:
                Sender.Tell(_locations.ToDictionary(client => client.Key, client => Bytes.Text(client.Value.AtLine)));
                break;
        }
    }
}
