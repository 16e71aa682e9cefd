using System.Diagnostics;
using Xunit;

namespace Herd.Tests.Storage;

/// <summary>A small disk of the test's own, which can be full.</summary>
internal sealed class Tmpfs : IDisposable
{
    private readonly string _filler;

    public Tmpfs(string path, int megabytes)
    {
        Directory.CreateDirectory(path);
        _filler = System.IO.Path.Combine(path, "filler");
        Assert.Null(Try("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path));
        Path = path;
    }

    public string Path { get; }

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

    public void Empty() => File.Delete(_filler);

    /// <summary>Lazy: processes that use it keep it until they end.</summary>
    public void Dispose() => Try("umount", "--lazy", Path);

    internal static string? Try(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error;
    }
}

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
        // Even root in a container may not.
        var folder = Directory.CreateTempSubdirectory("herd-try-").FullName;
        var error = Tmpfs.Try("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
        if (error is null)
            Tmpfs.Try("umount", folder);
        Directory.Delete(folder);
        return error is null ? null : $"a tmpfs can't be mounted here: {error}";
    }
}
