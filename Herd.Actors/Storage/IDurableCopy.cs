using Herd.Actors.Locations;

namespace Herd.Actors.Storage;

/// <summary>Parts of updates that outlive the process, and the version vector that they cover. Used by one thread at a time.</summary>
/// <remarks>Writing throws whatever the medium throws; then <see cref="Recover"/> must follow.</remarks>
public interface IDurableCopy : IDisposable
{
    string Path { get; }

    /// <summary>Covers what is committed.</summary>
    VersionVector Vector { get; }

    /// <summary>Of all committed parts, outdated ones included.</summary>
    long PartBytes { get; }

    long UncommittedBytes { get; }

    long NextPart { get; }

    /// <param name="frames">Whole frames, at least one.</param>
    void Add(ReadOnlySpan<byte> frames, int count);

    /// <param name="vector">What all parts together cover now; null: not known, it stays.</param>
    void Commit(VersionVector? vector);

    /// <summary>Commits what was added. All commits then survive a loss of power.</summary>
    void Sync();

    /// <summary>Parts before this one may go: all that is of use was written again since.</summary>
    void DropPartsBefore(long part);

    /// <summary>A small step of deleting dropped parts and giving back free room. It may commit what was added.</summary>
    /// <param name="freeBytes">Free room that is kept.</param>
    /// <returns>Whether there is more to do.</returns>
    bool TidyUp(long freeBytes);

    /// <summary>A small step of clearing what the medium still holds of dropped parts. It commits what was added.</summary>
    /// <returns>Whether there is more to do; if not, nothing of it is left.</returns>
    bool Erase();

    /// <exception cref="CopyLostException">The copy was deleted or replaced.</exception>
    void CheckPlace();

    /// <summary>Notes that the copy is in use. To be called now and then.</summary>
    void NoteUse();

    /// <summary>Drops what wasn't committed. A damaged or lost copy is set aside; the new one has an empty <see cref="Vector"/>.</summary>
    /// <returns>Where the old copy is now; null: nothing was set aside.</returns>
    string? Recover(Exception error);

    /// <summary>An error in words, such as "the disk is full"; null: it isn't one of the medium.</summary>
    string? Explain(Exception error);
}
