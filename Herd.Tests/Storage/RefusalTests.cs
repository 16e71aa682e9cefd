using Herd.Actors.Storage;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Herd.Tests.Storage;

public sealed class RefusalTests : IDisposable
{
    private readonly CopyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_process_is_kept_out()
    {
        using var copy = _folder.Open();

        AssertRefused("in use by another process", () => _folder.Open());
    }

    [Fact]
    public void A_folder_is_free_again_when_the_copy_is_closed()
    {
        _folder.Open().Dispose();
        _folder.Open().Dispose();
    }

    [Fact]
    public void Another_nodes_file_is_refused_and_left_alone()
    {
        _folder.Open().Dispose();

        AssertRefused("belongs to node Goloman of herd goloman, not to node Hands", () => _folder.Open(node: "Hands"));
        AssertRefused("not to node Goloman of herd alford", () => _folder.Open(herd: "alford"));
        using var copy = _folder.Open();
        Assert.Null(copy.Warning);
    }

    [Fact]
    public void A_newer_versions_file_is_refused_and_left_alone()
    {
        _folder.Open().Dispose();
        var checksum = Checksum.Of("format=3"u8);
        using (var connection = new SqliteConnection($"Data Source={_folder.File};Pooling=False"))
        using (var command = connection.CreateCommand())
        {
            connection.Open();
            command.CommandText = $"UPDATE meta SET value = '3', checksum = {checksum} WHERE name = 'format'; DROP TABLE parts";
            command.ExecuteNonQuery();
        }

        var before = File.ReadAllBytes(_folder.File);
        AssertRefused("has format 3 and this version reads format 2", () => _folder.Open());
        Assert.Equal(before, File.ReadAllBytes(_folder.File));
        Assert.Empty(_folder.Damaged);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.Path)!);
        File.WriteAllText(_folder.Path, "a file in its place");

        AssertRefused($"cannot keep locations in {_folder.Path}", () => _folder.Open());
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_refused()
    {
        if (!OperatingSystem.IsLinux())
            return;

        // Not even root can write there.
        AssertRefused("cannot keep locations in /proc/herd", () =>
            DurableCopy.Open("/proc/herd", "goloman", "Goloman", StorageAck.Memory, TimeProvider.System));
        AssertRefused("cannot keep locations in /proc/self/net", () =>
            DurableCopy.Open("/proc/self/net", "goloman", "Goloman", StorageAck.Memory, TimeProvider.System));
    }

    [Fact]
    public void A_folder_in_the_files_place_is_refused()
    {
        Directory.CreateDirectory(_folder.File);

        AssertRefused("cannot keep locations in", () => _folder.Open());
    }

    [Theory]
    [InlineData("locations.db")]
    [InlineData("locations.db-wal")]
    [InlineData("locations.lock")]
    public void A_file_of_another_users_is_named_and_left_alone(string name)
    {
        if (!OperatingSystem.IsLinux())
            return;

        _folder.Open().Dispose();
        File.WriteAllBytes(_folder.Log, []);
        const UnixFileMode Everybody = (UnixFileMode)0b110_110_110;
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_111_111);
        foreach (var file in Directory.GetFiles(_folder.Path))
            File.SetUnixFileMode(file, Path.GetFileName(file) == name ? (UnixFileMode)0b100_100_100 : Everybody);
        var before = File.ReadAllBytes(_folder.File);

        OtherUser.Do(() => AssertRefused(
            $"cannot keep locations in {_folder.Path}: Access to the path '{Path.Combine(_folder.Path, name)}' is denied to user {Environment.UserName}; give that user the folder and all files in it",
            () => _folder.Open()));
        Assert.Equal(before, File.ReadAllBytes(_folder.File));
        Assert.Empty(_folder.Damaged);
    }

    private static void AssertRefused(string reason, Func<DurableCopy> open)
    {
        var refusal = Assert.Throws<DurableCopyException>(open);
        Assert.Contains(reason, refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
