using Xunit;

namespace Herd.Tests.Node.Commands;

/// <summary>
/// Tests that start processes take turns, in a few chains side by side: each mostly waits, for processes to start, to be found dead
/// or to stop; all at once would starve each other.
/// </summary>
[CollectionDefinition(Name)]
public sealed class ProcessTests
{
    public const string Name = "processes";
}

/// <inheritdoc cref="ProcessTests"/>
[CollectionDefinition(Name)]
public sealed class JoiningProcessTests
{
    public const string Name = "processes that join";
}

/// <inheritdoc cref="ProcessTests"/>
[CollectionDefinition(Name)]
public sealed class KilledProcessTests
{
    public const string Name = "processes that are killed";
}

/// <inheritdoc cref="ProcessTests"/>
[CollectionDefinition(Name)]
public sealed class WaitingProcessTests
{
    public const string Name = "processes that are cut off";
}
