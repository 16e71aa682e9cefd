using Herd.Tests.Node.Commands;
using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Herd.Tests.LongestFirst", "Herd.Tests")]

namespace Herd.Tests;

/// <summary>Starts the longest tests first, so that no CPU idles at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => collection.DisplayName switch
        {
            ProcessTests.Name => 0,
            WaitingProcessTests.Name => 1,
            _ => 2,
        });
}
