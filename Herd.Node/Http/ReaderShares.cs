using System.Net;
using Herd.Actors.Access;
using Herd.Actors.Clients;
using Microsoft.AspNetCore.Http;

namespace Herd.Node.Http;

/// <summary>Limits readers per key, or per address without one. Loopback without a key is unlimited: it may be a proxy for many.</summary>
internal sealed class ReaderShares(int max)
{
    private readonly Dictionary<string, int> _readers = [];

    public static string? ReaderOf(Grant grant, ConnectionInfo connection) => grant.Name.Length > 0
        ? $"the key {grant.Name}"
        : connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address.Unmapped())
            ? null
            : ClientAddress.Of(new IPEndPoint(address, connection.RemotePort)).ToString();

    /// <param name="reader">From <see cref="ReaderOf"/>; null: unlimited.</param>
    /// <returns>Whether there was room; if so, the caller must <see cref="Leave"/>.</returns>
    public bool TryEnter(string? reader)
    {
        if (reader is null)
            return true;
        lock (_readers)
        {
            var readers = _readers.GetValueOrDefault(reader);
            if (readers >= max)
                return false;
            _readers[reader] = readers + 1;
            return true;
        }
    }

    public void Leave(string? reader)
    {
        if (reader is null)
            return;
        lock (_readers)
        {
            if (--_readers[reader] == 0)
                _readers.Remove(reader);
        }
    }
}
