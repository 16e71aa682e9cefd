using Herd.Actors.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Herd.Tests.Storage;

/// <summary>A node's folder, gone with the test.</summary>
internal sealed class CopyFolder : IDisposable
{
    /// <summary>In memory where that can be had: what is tested is what is written, not the disk.</summary>
    public CopyFolder() => Path = System.IO.Path.Combine(
        Directory.Exists("/dev/shm")
            ? Directory.CreateDirectory(System.IO.Path.Combine("/dev/shm", $"herd-test-{Guid.NewGuid():N}")).FullName
            : Directory.CreateTempSubdirectory("herd-test-").FullName,
        "Goloman");

    public string Path { get; }

    public string File => System.IO.Path.Combine(Path, "locations.db");

    public string Log => File + "-wal";

    public string[] Damaged => Directory.GetFiles(Path, "locations.db.damaged-*");

    /// <summary>It stands still until it is set.</summary>
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2025, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public DurableCopy Open(
        string herd = "goloman", string node = "Goloman", StorageAck ack = StorageAck.Memory, TimeSpan? forgetFor = null, TimeSpan? maxAhead = null) =>
        DurableCopy.Open(Path, herd, node, ack, Clock, forgetFor: forgetFor, maxAhead: maxAhead);

    /// <summary>The files as they are now: what a crash would leave.</summary>
    public CopyFolder CopyAsIs()
    {
        var copy = new CopyFolder();
        Directory.CreateDirectory(copy.Path);
        foreach (var name in new[] { File, Log })
        {
            if (System.IO.File.Exists(name))
                System.IO.File.Copy(name, System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(name)));
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
}
