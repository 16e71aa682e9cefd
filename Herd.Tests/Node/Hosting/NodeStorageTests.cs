using System.Buffers;
using Herd.Actors.Locations;
using Herd.Node.Hosting;
using Herd.Node.Settings;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Node.Hosting;

public sealed class NodeStorageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly NodeStorage _storage;

    public NodeStorageTests()
    {
        var herd = HerdSettings.Load(null, [$"herd.data-dir={_folder.Path}"], []);
        _storage = NodeStorage.Open(herd, herd.Nodes[0], LocationLimits.None);
    }

    public void Dispose()
    {
        _storage.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_clients_were_told_of_and_isnt_saved_is_counted()
    {
        Assert.Null(_storage.Loss());

        Report("kiwi", "fig");
        Assert.StartsWith("2 locations ", _storage.Loss(), StringComparison.Ordinal);

        Save(ownOnly: true);
        Assert.Null(_storage.Loss());

        Report("plum");
        Assert.StartsWith("1 locations ", _storage.Loss(), StringComparison.Ordinal);
    }

    /// <param name="ownOnly">Whether others' updates are left for later; otherwise they precede the reissued ones.</param>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_issued_anew_and_saved_is_not_lost(bool ownOnly)
    {
        _storage.Table.Learn(Updates.Frame("emu", 1, "Hands", 7, 1));
        Report("kiwi", "fig");
        Save(ownOnly);

        _storage.Table.Reissue(_storage.Table.Epoch + 5);
        Assert.StartsWith("2 locations ", _storage.Loss(), StringComparison.Ordinal);

        Save(ownOnly);
        Assert.Null(_storage.Loss());

        Report("plum");
        Assert.StartsWith("1 locations ", _storage.Loss(), StringComparison.Ordinal);
    }

    private void Report(params string[] clients)
    {
        foreach (var client in clients)
            _storage.Table.Report(Updates.Frame(client, 1, "Goloman"));
    }

    /// <summary>Saves one part, but not the vector that completes it.</summary>
    private void Save(bool ownOnly)
    {
        var (cursor, bytes) = (_storage.Table.OpenCatchUp(VersionVector.Empty), new ArrayBufferWriter<byte>());
        Assert.True(_storage.Table.Read(cursor, bytes, int.MaxValue, out var count, ownOnly));
        _storage.Table.Close(cursor);
        _storage.Copy!.Add(bytes.WrittenSpan, count);
        _storage.Copy.Commit(null);
    }
}
