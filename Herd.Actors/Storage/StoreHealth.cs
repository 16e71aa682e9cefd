namespace Herd.Actors.Storage;

/// <summary>Only the <see cref="DurableStore"/> writes it. Readers never wait, not even while the disk hangs.</summary>
public sealed class StoreHealth(TimeProvider clock)
{
    /// <summary>Longer than any write takes on a disk that works; as long as a client waits.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromSeconds(5);

    private const long NotWriting = long.MinValue;

    private string? _fault;
    private long _writesSince = NotWriting;

    /// <summary>Why reports can't be saved just now, on one line; null: they can.</summary>
    public string? Fault
    {
        get
        {
            if (Volatile.Read(ref _fault) is { } fault)
                return fault;
            var since = Volatile.Read(ref _writesSince);
            return since != NotWriting && clock.GetElapsedTime(since) is var waited && waited > Overdue
                ? $"the disk hasn't answered for {waited.TotalSeconds:0} s"
                : null;
        }
    }

    internal void Failed(string fault) => Volatile.Write(ref _fault, fault);

    internal void Mended() => Volatile.Write(ref _fault, null);

    internal void BeginWrite() => Volatile.Write(ref _writesSince, clock.GetTimestamp());

    internal void EndWrite() => Volatile.Write(ref _writesSince, NotWriting);
}
