using Herd.Actors.Locations;
using Herd.Actors.Storage;

namespace Herd.Tests.Simulation;

/// <summary>Operations fail before or after they take effect, so a commit reported as failed may survive a crash.</summary>
internal sealed class SimulatedCopy(SimulatedDisk disk, Func<SimulatedCopy.Fault?> nextFault) : IDurableCopy
{
    /// <summary>Inflates the reported size, so that outdated parts are soon rewritten.</summary>
    private const int Exaggeration = 2_000;

    private readonly List<byte[]> _uncommitted = [];
    private int _erasures = disk.Erasures;
    private long _next = disk.Next;
    private long _firstNeeded;

    internal sealed record Fault(Exception Error, bool IsDone);

    public string Path => "simulated";

    public VersionVector Vector { get; private set; } = disk.Vector;

    public long PartBytes => IsLost ? 0 : disk.Parts.Values.Sum(part => (long)part.Length) * Exaggeration;

    public long UncommittedBytes => _uncommitted.Sum(part => (long)part.Length);

    public long NextPart => _next + _uncommitted.Count;

    private bool IsLost => _erasures != disk.Erasures;

    public void Add(ReadOnlySpan<byte> frames, int count)
    {
        var part = frames.ToArray();
        Do(() => _uncommitted.Add(part));
    }

    public void Commit(VersionVector? vector)
    {
        Do(() => Write(vector ?? Vector));
        _next += _uncommitted.Count;
        Vector = vector ?? Vector;
        _uncommitted.Clear();
    }

    public void Sync() => Commit(null);

    public void DropPartsBefore(long part) => _firstNeeded = part;

    public bool TidyUp(long freeBytes)
    {
        Commit(null);
        return false;
    }

    public bool Erase()
    {
        Commit(null);
        return false;
    }

    public void NoteUse()
    {
    }

    public void CheckPlace() => Do(() =>
    {
        if (IsLost)
            throw new CopyLostException("it was deleted");
    });

    public string? Recover(Exception error)
    {
        _uncommitted.Clear();
        // Only IOExceptions here: a store that can't open ends its node.
        var fault = nextFault();
        if (fault is { Error: IOException, IsDone: false })
            throw fault.Error;
        (_erasures, _next, _firstNeeded, Vector) = (disk.Erasures, disk.Next, 0, disk.Vector);
        if (fault is { Error: IOException })
            throw fault.Error;
        return null;
    }

    public string? Explain(Exception error) => error is IOException ? error.Message : null;

    public void Dispose()
    {
    }

    private void Write(VersionVector vector)
    {
        if (IsLost)
            return;
        if (disk.Next != _next)
            throw new SimulationFailedException("a part is written though one of its number is there");
        disk.Commit(_uncommitted, _next, vector, _firstNeeded);
    }

    private void Do(Action operation)
    {
        var fault = nextFault();
        if (fault is { IsDone: false })
            throw fault.Error;
        operation();
        if (fault is not null)
            throw fault.Error;
    }
}

internal sealed class SimulatedBugException() : Exception("a fault, in a simulation");
