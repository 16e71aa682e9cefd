using Herd.Node.Logging;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Herd.Tests.Node.Logging;

public sealed class StandardErrorLoggerTests
{
    private readonly StringWriter _error = new();

    [Theory]
    [InlineData("[remoting] The connection with [akka.tcp://herd@10.0.0.1:12200] is lost: the other system closed the connection. It is gated for 250 ms: messages to it are dead letters.")]
    [InlineData("[ReliableDeliverySupervisor] Association with remote system akka.tcp://herd@10.0.0.1:12200 has failed; address is now gated for 250 ms.")]
    [InlineData("[akka://herd/system/cluster/core/daemon] Cluster Node [akka.tcp://herd@10.0.0.2:12200] - Marking node(s) as UNREACHABLE [Member(…)]")]
    public void What_the_cluster_warns_of_when_a_member_goes_is_not_told_in_its_terms(string warning)
    {
        Log(LogLevel.Warning, warning);

        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public void Errors_of_the_cluster_are_told()
    {
        Log(LogLevel.Error, "Cluster Node [akka.tcp://herd@10.0.0.2:12200] - fails");

        Assert.EndsWith("error Riley: Cluster Node [akka.tcp://herd@10.0.0.2:12200] - fails\n", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_warnings_are_told_with_time_level_and_node()
    {
        Log(LogLevel.Warning, "[remoting] A connection from 10.0.0.1 is refused: it shows no certificate.");

        Assert.Matches(@"^\d\d:\d\d:\d\d warning Riley: \[remoting\] A connection from 10\.0\.0\.1 is refused: it shows no certificate\.\n$", _error.ToString());
    }

    private void Log(LogLevel level, string text)
    {
        using var logger = new StandardErrorLogger("Riley", _error);
        logger.Log(level, default, text, null, static (state, _) => state);
    }
}
