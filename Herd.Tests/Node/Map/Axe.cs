using Deque.AxeCore.Playwright;
using Xunit;

namespace Herd.Tests.Node.Map;

/// <summary>Checks a page's accessibility: contrast, names, roles.</summary>
internal static class Axe
{
    public static async Task AssertNothingFoundAsync(MapPage map)
    {
        var result = await map.Page.RunAxe();
        Assert.NotEmpty(result.Passes);
        Assert.True(
            result.Violations.Length == 0,
            string.Join('\n', result.Violations.Select(violation => $"{violation.Id}: {violation.Help}: {string.Join("; ", violation.Nodes.Select(node => node.Html))}")));
    }
}
