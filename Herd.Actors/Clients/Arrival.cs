namespace Herd.Actors.Clients;

/// <summary>
/// When the lines of a batch came. A read may bring more than one batch, and what is left of it comes up again in the
/// next read: that it waited for the batches before it doesn't make it any newer.
/// </summary>
internal struct Arrival
{
    private long _moment;
    private long _left;

    /// <param name="now">A timestamp.</param>
    /// <param name="available">Bytes that the read brought, or brought again.</param>
    /// <param name="consumed">Those of the batch.</param>
    /// <returns>The timestamp of the read that first brought the last bytes of the batch.</returns>
    public long Take(long now, long available, long consumed)
    {
        if (consumed > _left)
            (_moment, _left) = (now, available);
        _left -= consumed;
        return _moment;
    }
}
