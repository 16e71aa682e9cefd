using Herd.Actors.Clients;
using Herd.Actors.Gossip;
using Herd.Actors.Places;
using Herd.Actors.Storage;
using Herd.Node.Settings;
using Xunit;

namespace Herd.Tests.Node.Settings;

public class HerdSettingsTests : SettingsTestBase
{
    [Fact]
    public void What_is_not_given_has_its_default()
    {
        var herd = Load(Pair);

        Assert.Equal("herd", herd.Name);
        Assert.Equal("data", herd.DataDirectory);
        Assert.Equal(new NodeSettings("Ada", "127.0.0.1", "127.0.0.1", 1, 2, 0, 0), herd.Nodes[0]);
        Assert.Equal(ClientSettings.Default, herd.Client);
        Assert.Equal(LinkSettings.Default, herd.Link);
        Assert.Equal(PlacesSettings.Default, herd.Places);
        Assert.Equal(StorageSettings.Default, herd.Storage);
        Assert.Equal(MessageLogSettings.Default, herd.Log);
        Assert.True(herd.Akka.IsEmpty);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var herd = Load("""
            herd {
              name = flock
              data-dir = "/var/lib/herd"
              nodes {
                Ada { host = ada.example, bind = "0.0.0.0", client-port = 1, link-port = 2, cluster-port = 3, http-port = 4 }
                "b.o" { host = "::1", client-port = 0, link-port = 0 }
              }
              links = [[Ada, b.o]]
              client { max-line-length = 1KiB, unknown-client-grace = 1s, close-on-invalid = on, max-connections = 7, idle-timeout = 5m, max-connections-per-address = 6, max-id-length = 2KiB, max-ahead = 30d }
              link { dead-after = 9s, max-pending-bytes = 1MiB, secret = "open sesame", backoff { min = 1s, max = 10s } }
              places {
                provider = google
                google { api-key = k, base-url = "http://127.0.0.1:9", timeout = 2s, max-pending = 3, max-failures = 4, reset-timeout = 6s }
              }
              storage { provider = none, ack = disk }
              log { messages = off, max-size = 1MiB, max-files = 2 }
            }
            akka { loglevel = DEBUG }
            """);

        Assert.Equal("flock", herd.Name);
        Assert.Equal("/var/lib/herd", herd.DataDirectory);
        Assert.Equal(
            [new NodeSettings("Ada", "ada.example", "0.0.0.0", 1, 2, 3, 4), new NodeSettings("b.o", "::1", "::1", 0, 0, 0, 0)],
            herd.Nodes);
        Assert.Equal([new NeighbourPair("Ada", "b.o")], Assert.IsType<LinkPlan.Pairs>(herd.Links).Links);
        Assert.Equal(new ClientSettings(1024, TimeSpan.FromSeconds(1), true, 7, TimeSpan.FromMinutes(5), 6, 2048, TimeSpan.FromDays(30)), herd.Client);
        Assert.Equal(new LinkSettings(TimeSpan.FromSeconds(9), 1 << 20, "open sesame", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromDays(60)), herd.Link);
        Assert.Equal(PlacesProvider.Google, herd.Places.Provider);
        Assert.Equal(
            new GooglePlacesSettings("k", "http://127.0.0.1:9", TimeSpan.FromSeconds(2), 3, 4, TimeSpan.FromSeconds(6)),
            herd.Places.Google);
        Assert.Equal(new StorageSettings(StorageProvider.None, StorageAck.Disk), herd.Storage);
        Assert.Equal(new MessageLogSettings(false, 1 << 20, 2), herd.Log);
        Assert.Equal("DEBUG", herd.Akka.GetString("akka.loglevel"));
        Assert.False(herd.Akka.HasPath("herd"));
    }

    [Fact]
    public void Links_can_be_left_to_the_topology()
    {
        Assert.IsType<LinkPlan.Auto>(Load(Pair + "herd.links = auto").Links);
        Assert.IsType<LinkPlan.Auto>(Load(Pair, ["herd.links=auto"]).Links);

        var herd = HerdSettings.Load(null, ["herd.links=auto"], []);
        Assert.All(herd.Nodes, node => Assert.Equal(herd.Nodes.Where(other => other != node), herd.NeighboursOf(node)));
    }

    [Fact]
    public void A_link_that_is_named_from_both_ends_is_one_link()
    {
        var herd = Load(Pair + "herd.links = [[Ada, Bo], [Bo, Ada]]");

        Assert.Single(Assert.IsType<LinkPlan.Pairs>(herd.Links).Links);
        Assert.Equal("Bo", Assert.Single(herd.NeighboursOf(herd.Nodes[0])).Name);
        Assert.Equal("Ada", Assert.Single(herd.NeighboursOf(herd.Nodes[1])).Name);
    }

    [Fact]
    public void The_same_ports_on_different_hosts_are_no_conflict() =>
        Load("""
            herd.nodes {
              Ada { host = ada, client-port = 1, link-port = 2 }
              Bo { host = bo, client-port = 1, link-port = 2 }
            }
            """);

    [Fact]
    public void Printing_the_settings_shows_no_secret()
    {
        var herd = Load(Pair + "herd { link.secret = sesame, places.google.api-key = sesame }");

        Assert.DoesNotContain("sesame", herd.ToString(), StringComparison.Ordinal);
    }
}
