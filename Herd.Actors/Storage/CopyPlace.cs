using System.Globalization;

namespace Herd.Actors.Storage;

/// <summary>
/// Where a durable copy's file is, and how another one takes its place: made whole under another name first, so that a
/// file by the right name was never anything less.
/// </summary>
internal sealed class CopyPlace(string folder, TimeProvider clock)
{
    public const string FileName = "locations.db";
    private const string Log = "-wal";

    public string File { get; } = Path.Combine(folder, FileName);

    /// <summary>Where the next file is made.</summary>
    public string Unfinished { get; } = Path.Combine(folder, "locations.new");

    public bool Exists => System.IO.File.Exists(File);

    /// <summary>Whether there is a write-ahead log whose file is gone; SQLite would take it for the next file's.</summary>
    public bool HasStrayLog => !Exists && System.IO.File.Exists(File + Log);

    public void DeleteUnfinished()
    {
        foreach (var suffix in new[] { "", Log, "-journal" })
            System.IO.File.Delete(Unfinished + suffix);
    }

    /// <summary>
    /// Puts the new file in its place. What is there already is set aside, its log first: without it, it is checked anew
    /// should a crash come in between.
    /// </summary>
    /// <returns>Where the file that was there is now; null: none was.</returns>
    public string? Install()
    {
        var aside = NameForDamaged();
        var hasLog = System.IO.File.Exists(File + Log);
        if (hasLog)
            System.IO.File.Move(File + Log, aside + Log);
        if (Exists)
        {
            System.IO.File.Replace(Unfinished, File, aside);
            return aside;
        }

        System.IO.File.Move(Unfinished, File);
        return hasLog ? aside + Log : null;
    }

    private string NameForDamaged()
    {
        var name = File + clock.GetUtcNow().ToString("'.damaged-'yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var free = name;
        for (var number = 2; System.IO.File.Exists(free) || System.IO.File.Exists(free + Log); number++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        return free;
    }
}
