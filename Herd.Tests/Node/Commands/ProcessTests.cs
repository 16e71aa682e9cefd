using Xunit;

namespace Herd.Tests.Node.Commands;

/// <summary>Tests that start processes take turns: side by side they would starve each other.</summary>
[CollectionDefinition(Name)]
public sealed class ProcessTests
{
    public const string Name = "processes";
}

/// <summary>Tests that start processes too, and then mostly wait until others are found dead: they run beside the rest.</summary>
[CollectionDefinition(Name)]
public sealed class WaitingProcessTests
{
    public const string Name = "processes that wait";
}
