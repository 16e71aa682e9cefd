using Xunit;

namespace Herd.Tests.Node.Commands;

/// <summary>Tests that start processes run one at a time: in parallel they would starve each other.</summary>
[CollectionDefinition(Name)]
public sealed class ProcessTests
{
    public const string Name = "processes";
}

/// <summary>These start processes too, but mostly wait for failure detection, so they run beside the rest.</summary>
[CollectionDefinition(Name)]
public sealed class WaitingProcessTests
{
    public const string Name = "processes that wait";
}
