using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Herd.Tests.Node;

/// <summary>Reads RFC 9457 problem documents.</summary>
internal static class HttpProblem
{
    /// <summary>What a response says is wrong; its status in the document is the response's.</summary>
    public static async Task<string> DetailAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((int)response.StatusCode, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("title").GetString());
        return problem.GetProperty("detail").GetString()!;
    }
}
