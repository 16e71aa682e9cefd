using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Remote;

/// <summary>What others send that they shouldn't, and what can't be sent.</summary>
public sealed class HostilePeerTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly ActorSystem _other;

    public HostilePeerTests()
        : base(RemoteSystems.Base, "here") => _other = RemoteSystems.Create("there");

    public static TheoryData<byte[]> Garbage => new(
        "GET / HTTP/1.1\r\nHost: herd\r\n\r\n"u8.ToArray(),
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [0x7f, 0xff, 0xff, 0xff, .. new byte[200_000]],
        new byte[64]);

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Bad_bytes_close_that_connection_and_nothing_else(byte[] garbage)
    {
        var echo = await Echo();
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(IPAddress.Loopback, RemoteSystems.AddressOf(Sys).Port!.Value);
            try
            {
                await socket.GetStream().WriteAsync(garbage);
                var answer = new byte[1024];
                using var limit = new CancellationTokenSource(RemoteSystems.Long);
                while (await socket.GetStream().ReadAsync(answer, limit.Token) > 0)
                {
                    // It may say why.
                }
            }
            catch (IOException)
            {
                // Reset: closed too.
            }
        }

        echo.Tell("still here", TestActor);
        await ExpectMsgAsync("still here", RemoteSystems.Long);
    }

    [Fact]
    public async Task A_random_stream_of_bytes_never_stops_a_system()
    {
        var random = new Random(4711);
        for (var i = 0; i < 50; i++)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, RemoteSystems.AddressOf(Sys).Port!.Value);
            var bytes = new byte[random.Next(1, 500)];
            random.NextBytes(bytes);
            await socket.GetStream().WriteAsync(bytes);
        }

        (await Echo()).Tell("still here", TestActor);
        await ExpectMsgAsync("still here", RemoteSystems.Long);
    }

    [Fact]
    public async Task A_message_that_no_serializer_can_write_is_an_error_in_the_log_and_nothing_else()
    {
        var echo = await Echo();

        await EventFilter.Error().ExpectOneAsync(RemoteSystems.Long, () =>
        {
            echo.Tell(new Unwritable(), TestActor);
            return Task.CompletedTask;
        });

        echo.Tell("after", TestActor);
        await ExpectMsgAsync("after", RemoteSystems.Long);
    }

    [Fact]
    public async Task A_message_that_the_other_can_not_read_is_an_error_there_and_nothing_else()
    {
        using var speaker = RemoteSystems.Create("speaker", """
            akka.actor {
              serializers { secret = "Herd.Tests.AkkaRuntime.Remote.SecretSerializer, Herd.Tests" }
              serialization-bindings { "Herd.Tests.AkkaRuntime.Remote.Secret, Herd.Tests" = secret }
            }
            """);
        _other.ActorOf(Acts.Props((message, _) => TestActor.Tell(message)), "sink");
        var probe = CreateTestProbe();
        _other.EventStream.Subscribe(probe, typeof(Error));
        var sink = await speaker.Resolve(_other, "user", "sink");

        sink.Tell(new Secret());
        sink.Tell("after");

        await probe.ExpectMsgAsync<Error>(RemoteSystems.Long);
        await ExpectMsgAsync("after", RemoteSystems.Long);
    }

    protected override void AfterAll()
    {
        _other.Terminate().Wait(RemoteSystems.Long);
        base.AfterAll();
    }

    private async Task<IActorRef> Echo()
    {
        _other.ActorOf(Acts.Props((message, context) => context.Sender.Tell(message)), "echo");
        return await Sys.Resolve(_other, "user", "echo");
    }

    /// <summary>No serializer writes it: here none is bound to it, and Akka.NET's fails on its getter.</summary>
    public sealed class Unwritable
    {
        public string Value => throw new InvalidOperationException("Nobody may read this.");
    }
}

/// <summary>Only one of the systems knows how to write it.</summary>
public sealed class Secret;

public sealed class SecretSerializer(ExtendedActorSystem system) : Akka.Serialization.SerializerWithStringManifest(system)
{
    public override int Identifier => 1234;

    public override string Manifest(object o) => "secret";

    public override byte[] ToBinary(object obj) => [1];

    public override object FromBinary(byte[] bytes, string manifest) => new Secret();
}
