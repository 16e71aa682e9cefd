using Herd.Actors.Membership;
using Herd.Tests.Node;
using Xunit;

namespace Herd.Tests.Membership;

public sealed class MembersFileTests : IDisposable
{
    private static readonly Contact Riley = new(new NodeDescription("Riley", "10.0.0.7", 14000, 14100, 14300), "10.0.0.7:14200", new DateOnly(2026, 11, 29));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Contacts_are_remembered()
    {
        var file = new MembersFile(_folder.PathOf("new"));
        file.Write([Riley with { Address = "10.0.0.8:14200" }]);
        file.Write([Riley]);

        Assert.Equal([Riley], new MembersFile(_folder.PathOf("new")).Read(out var problem));
        Assert.Null(problem);
    }

    [Fact]
    public void Of_a_name_that_stands_there_twice_one_counts()
    {
        var file = new MembersFile(_folder.Path);
        file.Write([Riley, Riley with { Address = "10.0.0.8:14200" }]);

        Assert.Equal([Riley], file.Read(out _));
    }

    [Fact]
    public void Without_a_file_nobody_is_remembered()
    {
        Assert.Empty(new MembersFile(_folder.Path).Read(out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("[{")]
    [InlineData("no JSON")]
    [InlineData("{}")]
    public void A_damaged_file_is_told_of_and_nobody_is_remembered(string text)
    {
        File.WriteAllText(_folder.PathOf(MembersFile.FileName), text);

        Assert.Empty(new MembersFile(_folder.Path).Read(out var problem));
        Assert.Contains(MembersFile.FileName, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Contacts_that_lack_something_are_left_out()
    {
        File.WriteAllText(_folder.PathOf(MembersFile.FileName), """[{"address":"a:1"},null,{"node":{"name":"x"}}]""");

        Assert.Empty(new MembersFile(_folder.Path).Read(out _));
    }
}
