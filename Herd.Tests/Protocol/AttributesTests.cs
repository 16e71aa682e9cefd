using System.Text.Json;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Protocol;

public class AttributesTests
{
    [Theory]
    [InlineData("""{"accuracy":5.5,"name":"Jane \"J\" Doe","moving":true}""")]
    [InlineData("""{ "a" : 1 , "b" : "ü" }""")]
    [InlineData("""{"big":1e300,"exact":12345678901234567890.123}""")]
    public void Flat_objects_are_taken_and_stay_what_they_are(string text)
    {
        using var document = JsonDocument.Parse(text);

        Assert.True(Attributes.TryWrite(document.RootElement, out var json, out _));

        Assert.True(Attributes.AreValid(json));
        using var again = JsonDocument.Parse(json);
        Assert.True(JsonElement.DeepEquals(document.RootElement, again.RootElement));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"a":null}""")]
    public void None_are_none(string text)
    {
        using var document = JsonDocument.Parse(text);

        Assert.True(Attributes.TryWrite(document.RootElement, out var json, out _));

        Assert.Empty(json);
    }

    [Theory]
    [InlineData("[1]", "a list")]
    [InlineData("""{"a":{"b":1}}""", "an object at 'a'")]
    [InlineData("""{"a":[1]}""", "a list at 'a'")]
    [InlineData("""{"a":1,"a":2}""", "'a' twice")]
    public void What_is_not_flat_is_refused_with_what_was_found(string text, string found)
    {
        using var document = JsonDocument.Parse(text);

        Assert.False(Attributes.TryWrite(document.RootElement, out _, out var error));

        Assert.Contains($"found {found}", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(504, true)]
    [InlineData(505, false)]
    public void They_have_512_bytes_at_most(int length, bool isTaken)
    {
        using var document = JsonDocument.Parse($$"""{"a":"{{new string('x', length)}}"}""");

        Assert.Equal(isTaken, Attributes.TryWrite(document.RootElement, out var json, out var error));

        Assert.Equal(isTaken, json.Length == length + 8);
        Assert.Equal(isTaken, error.Length == 0);
    }

    [Theory]
    [InlineData("{}x")]
    [InlineData("{\"a\":\n1}")]
    [InlineData("{\"a\":null}")]
    [InlineData("{\"a\":{}}")]
    [InlineData("{\"a\":[]}")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{\"a\":1")]
    [InlineData("")]
    public void What_no_node_writes_is_not_valid(string text) => Assert.False(Attributes.AreValid(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Nor_is_what_is_not_UTF8() => Assert.False(Attributes.AreValid([.. "{\"a\":\""u8, 0xff, .. "\"}"u8]));
}
