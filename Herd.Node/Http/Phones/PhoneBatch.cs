using System.Text;
using Herd.Actors.Access;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Actors.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Herd.Node.Http.Phones;

/// <summary>The reports of one request, in any order. The newest of each client is stored; unusable ones are dropped and counted.</summary>
internal sealed class PhoneBatch(Registry registry, ReportReader reports, Grant grant, NodeTelemetry telemetry, CancellationToken cancel)
{
    /// <summary>Clients kept before they are stored, to bound memory. A phone's request is about one client.</summary>
    private const int MaxClients = 256;

    private const int MaxReasonLength = 200;

    private readonly Dictionary<string, PhoneReport> _newest = new(StringComparer.Ordinal);
    private PhoneReport? _unnamed;
    private long _dropped;
    private string _reason = "";
    private bool _isStored;
    private bool _isForbidden;
    private bool _hasNoRoom;

    /// <summary>How many were dropped and the first reason, on one line of printable ASCII; null: none.</summary>
    public string? Dropped => _dropped == 0 ? null : $"{_dropped}; {_reason}";

    /// <summary>Adds a report, or drops an unusable one. Without an ID, it waits for <see cref="CompleteAsync"/>.</summary>
    public async ValueTask AddAsync(PhoneReading reading)
    {
        var (id, report, error) = reading;
        if (report is null)
        {
            Drop(error);
            return;
        }

        // As the newest, it would displace the client's valid reports.
        if (reports.IsTooFarAhead(report.Time))
        {
            Drop("the time is too far ahead of the node's clock");
            return;
        }

        if (string.IsNullOrEmpty(id))
        {
            if (_unnamed is null || report.Time > _unnamed.Time)
                _unnamed = report;
            return;
        }

        if (id.Length > reports.MaxIdLength)
        {
            Drop("the ID is too long");
            return;
        }

        if (!_newest.TryGetValue(id, out var known) || report.Time > known.Time)
            _newest[id] = report;
        if (_newest.Count >= MaxClients)
            await StoreAsync().ConfigureAwait(false);
    }

    public void Drop(string reason) => Drop(reason, RefusalReason.Invalid);

    private void Drop(string reason, RefusalReason counted)
    {
        telemetry.Refused(counted);
        if (_dropped++ == 0)
            _reason = string.Concat(reason.Take(MaxReasonLength).Select(c => c is >= ' ' and <= '~' ? c : '?'));
    }

    /// <param name="id">The ID for reports without one; null or empty: they are dropped.</param>
    /// <exception cref="HttpFault">403: the key may report none of the clients. 503: saving failed. 507: no room for at least
    /// one.</exception>
    public async Task CompleteAsync(string? id)
    {
        if (_unnamed is not null && string.IsNullOrEmpty(id))
            Drop("no ID");
        else if (_unnamed is not null)
            await AddAsync(new PhoneReading(id, _unnamed, "")).ConfigureAwait(false);
        await StoreAsync().ConfigureAwait(false);
        if (_hasNoRoom)
            throw Registry.NodeIsFull();
        if (_isForbidden && !_isStored)
            throw new HttpFault(StatusCodes.Status403Forbidden, "the key may not report this client");
    }

    private async Task StoreAsync()
    {
        var block = registry.NewBlock();
        foreach (var (id, report) in _newest)
        {
            if (!reports.TryMake(Encoding.UTF8.GetBytes(id), report.Latitude, report.Longitude, report.Time, report.Attributes, out var made, out var error))
            {
                Drop(error);
            }
            else if (!grant.MayReport(made.Client))
            {
                _isForbidden = true;
                Drop("the key may not report this client", RefusalReason.Forbidden);
            }
            else
            {
                block.Add(made, 0);
            }

            if (block.IsFull)
            {
                await SendAsync(block).ConfigureAwait(false);
                block = registry.NewBlock();
            }
        }

        await SendAsync(block).ConfigureAwait(false);
        _newest.Clear();
    }

    private async Task SendAsync(ReportBlock block)
    {
        foreach (var (_, outcome) in await block.SendAsync(cancel).ConfigureAwait(false))
        {
            _hasNoRoom |= outcome == UpdateOutcome.NoRoom;
            _isStored |= outcome != UpdateOutcome.NoRoom;
        }
    }
}
