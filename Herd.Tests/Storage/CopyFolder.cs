using Herd.Actors.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Herd.Tests.Storage;

internal sealed class CopyFolder : IDisposable
{
    /// <summary>In memory where possible: tests are about the files, not the disk.</summary>
    public CopyFolder() => Path = System.IO.Path.Combine(
        Directory.Exists("/dev/shm")
            ? Directory.CreateDirectory(System.IO.Path.Combine("/dev/shm", $"herd-test-{Guid.NewGuid():N}")).FullName
            : Directory.CreateTempSubdirectory("herd-test-").FullName,
        "Goloman");

    public string Path { get; }

    public string File => System.IO.Path.Combine(Path, "locations.db");

    public string Log => File + "-wal";

    public string[] Damaged => Directory.GetFiles(Path, "locations.db.damaged-*");

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2025, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public DurableCopy Open(
        string herd = "goloman", string node = "Goloman", StorageAck ack = StorageAck.Memory, TimeSpan? forgetFor = null, TimeSpan? maxAhead = null) =>
        DurableCopy.Open(Path, herd, node, ack, Clock, forgetFor: forgetFor, maxAhead: maxAhead);

    /// <summary>The files as a crash would leave them now.</summary>
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
