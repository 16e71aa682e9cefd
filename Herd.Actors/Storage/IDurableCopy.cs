using Herd.Actors.Locations;

namespace Herd.Actors.Storage;

/// <summary>
/// Parts of updates that outlive the process, and the version vector that they cover. Used by one thread at a time.
/// What can't be written throws whatever the medium throws; then <see cref="Recover"/> comes next.
/// </summary>
public interface IDurableCopy : IDisposable
{
    /// <summary>Where it is, for the log.</summary>
    string Path { get; }

    /// <summary>What is committed is covered by this.</summary>
    VersionVector Vector { get; }

    /// <summary>Bytes of all committed parts, outdated ones included.</summary>
    long PartBytes { get; }

    /// <summary>Bytes that were added and not yet committed.</summary>
    long UncommittedBytes { get; }

    /// <summary>The number that the next added part gets.</summary>
    long NextPart { get; }

    /// <summary>Adds updates. They are there for good after <see cref="Commit"/>.</summary>
    /// <param name="frames">Whole frames, at least one.</param>
    /// <param name="count">How many.</param>
    void Add(ReadOnlySpan<byte> frames, int count);

    /// <summary>Commits what was added.</summary>
    /// <param name="vector">What all parts together cover now; null: not known, it stays.</param>
    void Commit(VersionVector? vector);

    /// <summary>
    /// Commits what was added, and waits until everything that is committed would outlive a loss of power.
    /// </summary>
    void Sync();

    /// <summary>
    /// All updates that are of use were written again, in parts from this one on: those before it may go.
    /// </summary>
    void DropPartsBefore(long part);

    /// <summary>
    /// A small step of deleting what was dropped, and of giving free room back. It commits what was added.
    /// </summary>
    /// <param name="freeBytes">Free room that is kept.</param>
    /// <returns>Whether there is more to do.</returns>
    bool TidyUp(long freeBytes);

    /// <summary>A small step of clearing what the medium still holds of what was dropped. It commits what was added.</summary>
    /// <returns>Whether there is more to do; if not, nothing of it is left.</returns>
    bool Erase();

    /// <summary>Looks whether what is written goes to where it will be looked for.</summary>
    /// <exception cref="CopyLostException">It doesn't: the copy was deleted or replaced.</exception>
    void CheckPlace();

    /// <summary>Notes that the copy is in use, now and then.</summary>
    void NoteUse();

    /// <summary>
    /// After an error: what wasn't committed is dropped, and the next may be tried. If what was committed turned out to
    /// be damaged or lost, the copy begins anew, with an empty <see cref="Vector"/>; what is in its place is set aside.
    /// </summary>
    /// <param name="error">What was thrown.</param>
    /// <returns>Where that is now; null: nothing was.</returns>
    string? Recover(Exception error);

    /// <summary>An error in words, such as "the disk is full"; null: it isn't one of the medium.</summary>
    string? Explain(Exception error);
}
