using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Protocol;

public class RefusalTests
{
    [Theory]
    [InlineData("")]
    [InlineData("FOO \xFF bar")]
    public void What_is_no_command_comes_back_byte_for_byte_behind_a_question_mark(string text)
    {
        var answer = new byte[Refusal.Length(text.Length)];

        Assert.Equal(answer.Length, Refusal.Write(answer, Bytes.Of(text)));

        Assert.Equal($"? {text}\n", Bytes.Text(answer));
    }
}
