using Herd.Actors.Locations;
using Herd.Actors.Storage;
using Herd.Tests.Locations;

namespace Herd.Tests.Storage;

/// <summary>A thread-safe durable copy in memory, which fails on demand.</summary>
internal sealed class MemoryCopy : IDurableCopy
{
    private readonly Lock _gate = new();
    private readonly List<string> _parts = [];
    private readonly List<string> _uncommitted = [];
    private VersionVector _vector = VersionVector.Empty;
    private Exception? _failure;
    private Exception? _commitFailure;
    private bool _isLost;
    private string? _damagedName;
    private int _dropped;
    private int _erased;

    public string Path => "memory";

    public VersionVector Vector => Get(() => _vector);

    public long PartBytes { get; set; }

    public long UncommittedBytes { get; private set; }

    public long NextPart => Get(() => _parts.Count + _uncommitted.Count + 1);

    public bool IsDisposed { get; private set; }

    public IReadOnlyList<string> Committed => Get<IReadOnlyList<string>>(() => [.. _parts]);

    public int Syncs { get; private set; }

    public int Recoveries { get; private set; }

    public long? DroppedBefore { get; private set; }

    public int TidyUpSteps { get; set; }

    /// <summary>Makes all writes fail; null: they work again.</summary>
    public void FailWith(Exception? failure) => Get(() => _failure = failure);

    /// <summary>The same for commits.</summary>
    public void FailCommitsWith(Exception? failure) => Get(() => _commitFailure = failure);

    /// <summary>Deletes the copy; the next recovery creates a new one.</summary>
    public void BeLost() => Get(() => _isLost = true);

    public void CheckPlace() => Get(() => _isLost ? throw new CopyLostException("it was deleted") : true);

    public void BeDamaged() => Get(() => _damagedName = "memory.damaged");

    public void Add(ReadOnlySpan<byte> frames, int count)
    {
        var described = Updates.Describe(frames);
        Get(() =>
        {
            Fail();
            _uncommitted.AddRange(described);
            UncommittedBytes += 100 * described.Count;
            return 0;
        });
    }

    public void Commit(VersionVector? vector) => Get(() =>
    {
        Fail();
        if (_commitFailure is not null)
            throw _commitFailure;
        _parts.AddRange(_uncommitted);
        _vector = vector ?? _vector;
        return Forget();
    });

    public void Sync() => Get(() =>
    {
        Fail();
        return Syncs++;
    });

    public void DropPartsBefore(long part) => Get(() => DroppedBefore = part);

    public bool TidyUp(long freeBytes) => Get(() => ++_dropped < TidyUpSteps);

    public bool Erase() => Get(() => ++_erased < TidyUpSteps);

    public int TidiedUp => Get(() => _dropped);

    public void NoteUse()
    {
    }

    public string? Recover(Exception error) => Get(() =>
    {
        Recoveries++;
        Forget();
        if (_isLost)
            Fail();
        var damaged = _damagedName;
        if (damaged is not null || _isLost)
        {
            _vector = VersionVector.Empty;
            _parts.Clear();
        }

        _damagedName = null;
        _isLost = false;
        return damaged;
    });

    public string? Explain(Exception error) => error is IOException ? error.Message : null;

    public void Dispose() => Get(() => IsDisposed = true);

    private int Forget()
    {
        _uncommitted.Clear();
        UncommittedBytes = 0;
        return 0;
    }

    private void Fail()
    {
        if (_failure is not null)
            throw _failure;
    }

    private T Get<T>(Func<T> get)
    {
        lock (_gate)
            return get();
    }
}
