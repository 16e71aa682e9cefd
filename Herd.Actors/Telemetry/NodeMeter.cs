using System.Diagnostics.Metrics;
using Herd.Actors.Locations;

namespace Herd.Actors.Telemetry;

/// <summary>The instruments of docs/metrics.md. Only the two histograms record at once; the others read counters on collection.</summary>
public static class NodeMeter
{
    /// <summary>Seconds: less than a millisecond within a machine, hours for a node that was away.</summary>
    private static readonly double[] PropagationBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 3600];

    private static readonly double[] SaveBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

    public static void Create(Meter meter, NodeTelemetry telemetry, LocationTable table, bool isSaved)
    {
        ObserveReports(meter, telemetry);
        ObserveLocations(meter, table);
        ObserveLinks(meter, telemetry);
        if (isSaved)
            ObserveSaves(meter, telemetry);
        meter.CreateObservableUpDownCounter("herd.client.connections", () => telemetry.Connections, "{connection}", "Clients that are connected.");
        meter.CreateObservableUpDownCounter(
            "herd.members",
            () => new[] { Measure(telemetry.ReachableMembers, "state", "reachable"), Measure(telemetry.UnreachableMembers, "state", "unreachable") },
            "{member}",
            "Members of the herd, as the node sees them; none while it is no member itself.");
        meter.CreateObservableUpDownCounter(
            "herd.stream.readers", () => (long)table.Feed.Readers, "{reader}", "Readers of the stream.");
        telemetry.Propagation = meter.CreateHistogram(
            "herd.update.propagation",
            "s",
            "From an update's receipt at its origin to its being stored here, by the two nodes' clocks; of the first update of each read of a link.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = PropagationBuckets });
    }

    private static void ObserveReports(Meter meter, NodeTelemetry telemetry)
    {
        meter.CreateObservableCounter(
            "herd.reports",
            () => new[] { Measure(telemetry.Stored, "outcome", "stored"), Measure(telemetry.Stale, "outcome", "stale") },
            "{report}",
            "Reports of clients that were taken; a stale one was no newer than what was known.");
        var reasons = Enum.GetValues<RefusalReason>();
        meter.CreateObservableCounter(
            "herd.refusals",
            () => Array.ConvertAll(reasons, reason => Measure(telemetry.RefusalsFor(reason), "reason", NameOf(reason))),
            "{refusal}",
            "What clients asked and wasn't done.");
        meter.CreateObservableCounter(
            "herd.wrong_keys",
            () => new[] { Measure(telemetry.WrongClientKeys, "port", "client"), Measure(telemetry.WrongHttpKeys, "port", "http") },
            "{key}",
            "Wrong keys that were shown.");
    }

    private static void ObserveLocations(Meter meter, LocationTable table)
    {
        meter.CreateObservableUpDownCounter("herd.locations", () => table.Count, "{location}", "Clients whose location is stored.");
        meter.CreateObservableUpDownCounter("herd.tombstones", () => table.Tombstones, "{tombstone}", "Clients that are kept in mind as forgotten.");
        meter.CreateObservableGauge(
            "herd.digest",
            () => (long)(table.Digest >> 32),
            description: "The first 32 bits of a hash of all locations: equal at two nodes when they hold the same.");
        meter.CreateObservableUpDownCounter("herd.location.memory.usage", () => table.Bytes, "By", "Memory that locations take.");
        meter.CreateObservableUpDownCounter("herd.location.memory.limit", () => table.Limits.MaxBytes, "By", "Memory that locations may take.");
    }

    private static void ObserveLinks(Meter meter, NodeTelemetry telemetry)
    {
        meter.CreateObservableUpDownCounter("herd.link.up", () => OfLinks(telemetry, link => link.IsUp ? 1 : 0), "{link}", "1: the peer is sent all that is new. 0: it isn't.");
        meter.CreateObservableUpDownCounter("herd.link.pending", () => OfLinks(telemetry, link => link.PendingBytes), "By", "What waits for the peer to take it.");
        meter.CreateObservableCounter("herd.link.received", () => OfLinks(telemetry, link => link.Received), "{update}", "Updates from the peer.");
        meter.CreateObservableCounter("herd.link.sent", () => OfLinks(telemetry, link => link.Sent), "{update}", "Updates to the peer.");
        meter.CreateObservableCounter("herd.link.catch_ups", () => OfLinks(telemetry, link => link.CatchUps), "{catch_up}", "How often the peer was begun to be sent what it lacks.");
    }

    private static void ObserveSaves(Meter meter, NodeTelemetry telemetry)
    {
        meter.CreateObservableCounter("herd.saves", () => telemetry.Saves, "{save}", "Commits of the durable copy.");
        meter.CreateObservableCounter("herd.save.failures", () => telemetry.FailedSaves, "{save}", "Writes to the durable copy that failed.");
        meter.CreateObservableUpDownCounter("herd.updates.unsaved", () => telemetry.Unsaved, "{update}", "Updates that the durable copy doesn't claim to have yet.");
        telemetry.SaveDuration = meter.CreateHistogram(
            "herd.save.duration", "s", "How long a commit took.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = SaveBuckets });
    }

    private static IEnumerable<Measurement<long>> OfLinks(NodeTelemetry telemetry, Func<LinkCounters, long> value) =>
        telemetry.Links.Select(link => Measure(value(link.Value), "peer", link.Key));

    private static Measurement<long> Measure(long value, string tag, string tagValue) => new(value, new KeyValuePair<string, object?>(tag, tagValue));

    private static string NameOf(RefusalReason reason) => reason switch
    {
        RefusalReason.Invalid => "invalid",
        RefusalReason.TooLong => "too_long",
        RefusalReason.Forbidden => "forbidden",
        RefusalReason.HttpOnClientPort => "http_on_client_port",
        RefusalReason.UnknownClient => "unknown_client",
        RefusalReason.Full => "full",
        _ => "too_many_connections",
    };
}
