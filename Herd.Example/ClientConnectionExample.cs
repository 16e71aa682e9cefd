using System.IO.Pipelines;
using System.Text;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Herd.Actors;
using Herd.Actors.Clients;
using Herd.Actors.Locations;
using Microsoft.AspNetCore.Connections;
using Xunit;

namespace Herd.Example;

/// <summary>How to test an actor with TestKit. The registry is a <c>TestProbe</c> here, and the client two pipes.</summary>
public sealed class ClientConnectionExample : TestKit
{
    [Fact]
    public async Task An_IAMAT_is_answered_when_the_registry_has_stored_it()
    {
        var registry = CreateTestProbe();
        var services = new ClientServices("Goloman"u8.ToArray(), registry, CreateTestProbe(), ClientSettings.Default, TimeProvider.System, NoMessageLog.Instance);
        var (commands, answers) = (new Pipe(), new Pipe());
        var connection = new DefaultConnectionContext("example") { Transport = new Duplex(commands.Reader, answers.Writer) };
        Sys.ActorOf(ClientListener.Props(services)).Tell(new ClientListener.Accept(connection), ActorRefs.NoSender);

        await commands.Writer.WriteAsync("IAMAT kiwi +34.0689-118.4451 1520023934\n"u8.ToArray());
        var report = await registry.ExpectMsgAsync<Report>();
        Assert.False(answers.Reader.TryRead(out _));
        registry.Reply(Reported.Instance);

        Assert.Equal(1, report.Count);
        var answer = await answers.Reader.ReadAsync();
        Assert.Matches("^AT Goloman [+-][0-9.]+ kiwi [+]34.0689-118.4451 1520023934\n$", Encoding.ASCII.GetString(answer.Buffer));
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
