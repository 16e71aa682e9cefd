using System.IO.Pipelines;
using System.Net;
using System.Text;
using Herd.Actors.Clients;
using Herd.Tests.Protocol;
using Microsoft.AspNetCore.Connections;

namespace Herd.Tests.Clients;

internal sealed class FakeClient
{
    private readonly Pipe _toServer;
    private readonly Pipe _toClient;
    private Task _sending = Task.CompletedTask;

    /// <param name="takes">Bytes of unread answers that the connection buffers.</param>
    public FakeClient(int takes = 64 * 1024, string? from = null)
    {
        var small = new PipeOptions(
            pauseWriterThreshold: takes, resumeWriterThreshold: 1, useSynchronizationContext: false);
        _toServer = new Pipe(new PipeOptions(useSynchronizationContext: false));
        _toClient = new Pipe(small);
        Connection = new DefaultConnectionContext(
            "1", new Duplex(_toServer.Reader, _toClient.Writer), new Duplex(_toClient.Reader, _toServer.Writer));
        if (from is not null)
            Connection.RemoteEndPoint = new IPEndPoint(IPAddress.Parse(from), 1);
        Accept = new ClientListener.Accept(Connection);
    }

    public DefaultConnectionContext Connection { get; }

    public ClientListener.Accept Accept { get; }

    /// <summary>Completes when everything is sent; fails if the node stopped reading.</summary>
    public Task Sent => _sending;

    public void Send(string text) => Send(Bytes.Of(text));

    public void Send(ReadOnlyMemory<byte> bytes) =>
        Behind(async () =>
        {
            if ((await _toServer.Writer.WriteAsync(bytes)).IsCompleted)
                throw new ConnectionResetException("what the client sends is read no more");
        });

    public void CloseSending() => Behind(async () => await _toServer.Writer.CompleteAsync());

    public void Reset() =>
        _toServer.Writer.Complete(new ConnectionResetException("the client reset the connection"));

    public void StopTaking() => _toClient.Reader.Complete();

    public async Task<string> ReadSome()
    {
        var read = await _toClient.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        return Take(read, read.Buffer.Length);
    }

    /// <summary>The next bytes; fewer at the end.</summary>
    public async Task<string> Read(int length)
    {
        var read = await _toClient.Reader.ReadAtLeastAsync(length).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        return Take(read, Math.Min(length, read.Buffer.Length));
    }

    public async Task<string> ReadToEnd()
    {
        var text = new StringBuilder();
        while (true)
        {
            var read = await _toClient.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            text.Append(Take(read, read.Buffer.Length));
            if (read.IsCompleted)
                return text.ToString();
        }
    }

    public bool HasNothingToRead()
    {
        if (!_toClient.Reader.TryRead(out var read))
            return true;
        _toClient.Reader.AdvanceTo(read.Buffer.Start);
        return read.Buffer.IsEmpty;
    }

    /// <summary>Sends in order, in the background, like a socket.</summary>
    private void Behind(Func<Task> send)
    {
        _sending = Send(_sending);

        async Task Send(Task before)
        {
            await before;
            await send();
        }
    }

    private string Take(in ReadResult read, long length)
    {
        var text = new StringBuilder();
        foreach (var part in read.Buffer.Slice(0, length))
            text.Append(Bytes.Text(part.Span));
        _toClient.Reader.AdvanceTo(read.Buffer.GetPosition(length));
        return text.ToString();
    }

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
