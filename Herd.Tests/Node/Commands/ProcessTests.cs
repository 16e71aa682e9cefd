using Xunit;

namespace Herd.Tests.Node.Commands;

/// <summary>Tests that start processes take turns: side by side they would starve each other.</summary>
[CollectionDefinition(Name)]
public sealed class ProcessTests
{
    public const string Name = "processes";
}
