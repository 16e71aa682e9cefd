using System.Diagnostics;
using Xunit;

namespace Herd.Tests.Storage;

/// <summary>A small disk of a test's own, that can be full.</summary>
internal sealed class Tmpfs : IDisposable
{
    private readonly string _filler;

    /// <param name="path">Made if it isn't there.</param>
    /// <param name="megabytes">Its size.</param>
    public Tmpfs(string path, int megabytes)
    {
        Directory.CreateDirectory(path);
        _filler = System.IO.Path.Combine(path, "filler");
        Assert.Null(Try("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path));
        Path = path;
    }

    public string Path { get; }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var file = File.OpenHandle(_filler, FileMode.OpenOrCreate, FileAccess.Write);
        var at = RandomAccess.GetLength(file);
        try
        {
            for (var bytes = new byte[4096]; ; at += bytes.Length)
                RandomAccess.Write(file, bytes, at);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives it back.</summary>
    public void Empty() => File.Delete(_filler);

    /// <summary>What still uses it keeps it until it ends.</summary>
    public void Dispose() => Try("umount", "--lazy", Path);

    /// <returns>Why it fails; null: it doesn't.</returns>
    internal static string? Try(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error;
    }
}

/// <summary>A test that mounts a <see cref="Tmpfs"/>: where this user can't, it is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactOnTmpfsAttribute : FactAttribute
{
    private static readonly string? Obstacle = FindObstacle();

    public FactOnTmpfsAttribute() => Skip = Obstacle;

    private static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux())
            return "only Linux has a tmpfs";
        if (!Environment.IsPrivilegedProcess)
            return "only root mounts a tmpfs";
        // A container's root may not.
        var folder = Directory.CreateTempSubdirectory("herd-try-").FullName;
        var error = Tmpfs.Try("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
        if (error is null)
            Tmpfs.Try("umount", folder);
        Directory.Delete(folder);
        return error is null ? null : $"a tmpfs can't be mounted here: {error}";
    }
}
