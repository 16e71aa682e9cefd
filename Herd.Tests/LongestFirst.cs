using Herd.Tests.Node.Commands;
using Herd.Tests.Node.Map;
using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Herd.Tests.LongestFirst", "Herd.Tests")]

// One more than two processors: tests that start processes mostly wait. With six, what they start starves.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]

namespace Herd.Tests;

/// <summary>Begins with what takes longest, so that nothing runs alone at the end while a processor idles.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => collection.DisplayName switch
        {
            ProcessTests.Name => 0,
            JoiningProcessTests.Name => 1,
            WaitingProcessTests.Name => 2,
            KilledProcessTests.Name => 3,
            MapTestsCollection.Name => 4,
            _ => 5,
        });
}
