using System.Text;
using Herd.Actors;
using Herd.Tests.Protocol;

namespace Herd.Tests.Clients;

internal sealed class RecordingLog : IMessageLog
{
    private readonly StringBuilder _received = new();
    private readonly StringBuilder _sent = new();
    private readonly StringBuilder _notes = new();

    public string AllReceived => Text(_received);

    public string AllSent => Text(_sent);

    public string AllNotes => Text(_notes);

    public void Received(long connection, ReadOnlySpan<byte> lines) => Add(_received, Bytes.Text(lines));

    public void Sent(long connection, ReadOnlySpan<byte> answers) => Add(_sent, Bytes.Text(answers));

    public void Note(string text) => Add(_notes, text + "\n");

    public void Forget(ReadOnlySpan<byte> key)
    {
    }

    private static void Add(StringBuilder to, string text)
    {
        lock (to)
            to.Append(text);
    }

    private static string Text(StringBuilder of)
    {
        lock (of)
            return of.ToString();
    }
}
