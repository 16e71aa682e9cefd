using System.IO.Pipelines;
using System.Net.Security;
using Akka.Actor;
using Akka.Hosting;
using Herd.Actors.Clients;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Herd.Node.Tls;

/// <summary>TLS on the client port. Connections count from before their handshake.</summary>
internal static class TlsClients
{
    public static void UseClientTls(this ListenOptions listen, NodeTls tls, TlsPort port)
    {
        listen.Use(next => connection => CountAsync(listen.ApplicationServices, connection, next));
        port.On(listen, tls);
        listen.Use(next => connection => PassAsync(connection, next));
    }

    private static async Task CountAsync(IServiceProvider services, ConnectionContext connection, ConnectionDelegate next)
    {
        var clients = services.GetRequiredService<IRequiredActor<ClientListener>>().ActorRef;
        var accept = new ClientListener.Accept(connection);
        var isAdmitted = accept.IsAdmitted;
        clients.Tell(new ClientListener.Announce(accept), ActorRefs.NoSender);
        // A terminated actor system never answers.
        if (await Task.WhenAny(isAdmitted, services.GetRequiredService<ActorSystem>().WhenTerminated).ConfigureAwait(false) != isAdmitted
            || !await isAdmitted.ConfigureAwait(false))
        {
            connection.Abort();
            return;
        }

        connection.Features.Set(accept);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            // The connection handler removes the feature when it takes the connection.
            if (connection.Features.Get<ClientListener.Accept>() is not null)
                clients.Tell(new ClientListener.Withdraw(accept), ActorRefs.NoSender);
        }
    }

    private static async Task PassAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = new ClientTransport(connection.Features.Get<ISslStreamFeature>()!.SslStream);
        connection.Transport = transport;
        await next(connection).ConfigureAwait(false);
        await transport.EndAsync().ConfigureAwait(false);
    }

    /// <summary>The transport for a client's actor. Completing the output ends what the client reads; it may still send.</summary>
    private sealed class ClientTransport : IDuplexPipe
    {
        private const int RecordBytes = 16 * 1024;

        /// <summary>A client that doesn't take its last answers may miss the end.</summary>
        private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

        private readonly OutputStream _output;

        public ClientTransport(SslStream stream)
        {
            _output = new OutputStream(stream);
            // Zero-byte reads: no buffer while no data is there.
            Input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: RecordBytes, leaveOpen: true, useZeroByteReads: true));
            Output = PipeWriter.Create(_output);
        }

        public PipeReader Input { get; }

        public PipeWriter Output { get; }

        public Task EndAsync() => Task.WhenAny(_output.EndAsync(), Task.Delay(EndPatience));
    }

    private sealed class OutputStream(SslStream stream) : Stream
    {
        private Task? _end;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        /// <summary>Tells the client that nothing more comes. Never throws.</summary>
        public Task EndAsync() => _end ??= ShutdownAsync();

        public override void Flush() => stream.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => stream.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => stream.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            stream.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            stream.WriteAsync(buffer, offset, count, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _ = EndAsync();
            base.Dispose(disposing);
        }

        private async Task ShutdownAsync()
        {
            try
            {
                await stream.ShutdownAsync().ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is IOException or InvalidOperationException or OperationCanceledException or ConnectionAbortedException)
            {
                // The client has gone.
            }
        }
    }
}
