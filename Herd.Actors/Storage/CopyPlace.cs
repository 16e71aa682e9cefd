using System.Globalization;

namespace Herd.Actors.Storage;

/// <summary>A copy's files. A new file is completed under another name, so that the one by the right name is never partial.</summary>
internal sealed class CopyPlace(string folder, TimeProvider clock)
{
    public const string FileName = "locations.db";
    private const string Log = "-wal";

    public string Folder { get; } = folder;

    public string File { get; } = Path.Combine(folder, FileName);

    public string LogFile => File + Log;

    public string Unfinished { get; } = Path.Combine(folder, "locations.new");

    public bool Exists => System.IO.File.Exists(File);

    public bool IsEmpty => new FileInfo(File) is { Exists: true, Length: 0 };

    /// <summary>There is nothing yet, not even a log without its file.</summary>
    public bool IsNew => !Exists && new FileInfo(LogFile) is not { Exists: true, Length: > 0 };

    public Files Look() => new(FileIdentity.Of(File), FileIdentity.Of(LogFile));

    /// <summary>SQLite would open a file without write access for reading, and later fail as on a failing disk.</summary>
    /// <remarks>Not while SQLite has the file open: closing it here would end its locks.</remarks>
    /// <exception cref="UnauthorizedAccessException">The file or its log can't be read and written; the message says which.</exception>
    public void CheckAccess()
    {
        foreach (var path in new[] { File, LogFile }.Where(System.IO.File.Exists))
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
    }

    /// <summary>Deletes this node's log if its file is gone: its contents are in memory. Others' logs are left alone.</summary>
    public void DeleteLogWithoutFile(Files own)
    {
        var there = Look();
        if (!Files.IsSame(there.File, own.File) && Files.IsSame(there.Log, own.Log))
            System.IO.File.Delete(LogFile);
    }

    public void DeleteUnfinished()
    {
        foreach (var suffix in new[] { "", Log, "-journal" })
            System.IO.File.Delete(Unfinished + suffix);
    }

    /// <summary>Puts the new file in place. The old one is set aside, its log first: after a crash in between, it is checked anew.</summary>
    /// <remarks>A log without its file is set aside too, or SQLite would take it for the new file's.</remarks>
    /// <returns>The old file's new path; null: there was none.</returns>
    public string? Install(string state = "damaged")
    {
        var aside = NameFor(state);
        var hasLog = new FileInfo(LogFile) is { Exists: true, Length: > 0 };
        if (hasLog)
            System.IO.File.Move(LogFile, aside + Log);
        if (Exists)
        {
            System.IO.File.Replace(Unfinished, File, aside);
            return aside;
        }

        System.IO.File.Move(Unfinished, File);
        return hasLog ? aside + Log : null;
    }

    public readonly record struct Files(FileIdentity? File, FileIdentity? Log)
    {
        /// <summary>Whether a file was deleted, replaced or emptied.</summary>
        public bool AreLostSince(Files earlier) =>
            (earlier.File is not null && !IsSame(File, earlier.File))
            || (earlier.Log is not null && !IsSame(Log, earlier.Log))
            || File is { IsEmpty: true };

        public static bool IsSame(FileIdentity? one, FileIdentity? other) => one is { } file && other is { } that && file.IsSameFile(that);
    }

    private string NameFor(string state)
    {
        var name = $"{File}.{state}-{clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        var free = name;
        for (var number = 2; System.IO.File.Exists(free) || System.IO.File.Exists(free + Log); number++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        return free;
    }
}
