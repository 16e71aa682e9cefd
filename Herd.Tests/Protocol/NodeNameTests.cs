using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Protocol;

public class NodeNameTests
{
    public static TheoryData<string, bool> Names => new()
    {
        { "G", true },
        { "Goloman", true },
        { "more-1.example_2", true },
        { new string('x', NodeName.MaxLength), true },
        { new string('x', NodeName.MaxLength + 1), false },
        { "", false },
        { "-a", false },
        { "a.", false },
        { "a_", false },
        { ".", false },
        { "a b", false },
        { "a/b", false },
        { "a\nb", false },
        { "a\xE9b", false },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_is_fit_for_paths_and_folders_as_text_and_as_bytes(string name, bool isName)
    {
        Assert.Equal(isName, NodeName.IsValid(name));
        Assert.Equal(isName, NodeName.IsValid(Bytes.Of(name)));
    }
}
