using Herd.Node.Hosting;
using Xunit;

namespace Herd.Tests.Node.Hosting;

public sealed class NodeTokenTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_start_makes_another_that_nobody_else_may_read()
    {
        var folder = _folder.PathOf("data/Ada");
        Assert.Null(NodeToken.Read(folder));

        var first = NodeToken.Write(folder);
        var path = Path.Combine(folder, NodeToken.FileName);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
        var second = NodeToken.Write(folder);

        Assert.NotEqual(first, second);
        Assert.Equal(second, NodeToken.Read(folder));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }
}
