using Herd.Actors.Locations;
using Herd.Actors.Storage;

namespace Herd.Tests.Simulation;

/// <summary>
/// A durable copy on a <see cref="SimulatedDisk"/>. Any operation may fail, before it does anything or when it is done; so a
/// commit that is reported as failed may be there after a crash.
/// </summary>
/// <param name="disk">What outlives this.</param>
/// <param name="nextFault">Asked at each operation; null: it works.</param>
internal sealed class SimulatedCopy(SimulatedDisk disk, Func<SimulatedCopy.Fault?> nextFault) : IDurableCopy
{
    /// <summary>So much more is told to be there, that what is outdated is soon written anew.</summary>
    private const int Exaggeration = 2_000;

    private readonly List<byte[]> _uncommitted = [];
    private int _erasures = disk.Erasures;
    private long _next = disk.Next;
    private long _firstNeeded;

    /// <param name="Error">What is thrown.</param>
    /// <param name="IsDone">The operation has had its effect.</param>
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
        // Nothing else fails here: a store that can't begin ends its node.
        var fault = nextFault();
        if (fault is { Error: IOException, IsDone: false })
            throw fault.Error;
        // A commit that was reported as failed may be there.
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

/// <summary>A fault of the program, which nobody expects.</summary>
internal sealed class SimulatedBugException() : Exception("a fault, in a simulation");
