using System.Text;
using Herd.Actors;

namespace Herd.Node.Logging;

/// <summary>
/// The message log in a file. Whoever logs copies bytes into memory and goes on; a thread of the log's own renders and
/// writes them, a few times a second. What comes faster than that, or while the disk fails, is left out and counted.
/// </summary>
public sealed class MessageLog : IMessageLog, IDisposable
{
    /// <summary>With <see cref="Pause"/>, some 10 MiB a second at most: more would take the disk from others.</summary>
    private const int BufferSize = 1024 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly RotatingFile _file;
    private readonly Action<string> _complain;
    private readonly MessageBuffer _buffer;
    private readonly MessageRenderer _renderer;
    private readonly AutoResetEvent _wake = new(false);
    private readonly ManualResetEvent _stop = new(false);
    private readonly Thread _writer;
    private int _isAwake;
    private long _leftOut;
    private string? _fault;
    private bool _hasComplained;
    private long _nextTry;

    /// <summary>Begins a log; nothing is written to the disk by the caller.</summary>
    /// <param name="path">The newest file.</param>
    /// <param name="maxSize">Bytes after which a new file is begun.</param>
    /// <param name="maxFiles">Files kept, at least 1.</param>
    /// <param name="complain">Is told once, on one line, if the disk fails.</param>
    public MessageLog(string path, long maxSize, int maxFiles, Action<string> complain)
        : this(path, maxSize, maxFiles, complain, BufferSize)
    {
    }

    internal MessageLog(string path, long maxSize, int maxFiles, Action<string> complain, int bufferSize)
    {
        _file = new RotatingFile(path, maxSize, maxFiles);
        _renderer = new MessageRenderer(_file.Write);
        _complain = complain;
        _buffer = new MessageBuffer(bufferSize);
        _writer = new Thread(Run) { IsBackground = true, Name = "message log" };
        _writer.Start();
    }

    public void Received(long connection, ReadOnlySpan<byte> lines) => Append(MessageKind.Received, connection, lines);

    public void Sent(long connection, ReadOnlySpan<byte> answers) => Append(MessageKind.Sent, connection, answers);

    public void Note(string text) => Append(MessageKind.Note, 0, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes what was logged, as far as the disk takes it within two seconds.</summary>
    public void Dispose()
    {
        _stop.Set();
        _wake.Set();
        _writer.Join(StopTimeout);
    }

    private void Append(MessageKind kind, long connection, ReadOnlySpan<byte> text)
    {
        if (!_buffer.TryAppend(kind, connection, DateTime.UtcNow, text))
            Interlocked.Add(ref _leftOut, LinesIn(text));
        if (Volatile.Read(ref _isAwake) == 0 && Interlocked.Exchange(ref _isAwake, 1) == 0)
            _wake.Set();
    }

    private static long LinesIn(ReadOnlySpan<byte> text) =>
        text.Count((byte)'\n') + (text.IsEmpty || text[^1] == '\n' ? 0 : 1);

    private void Run()
    {
        bool isLast;
        do
        {
            _wake.WaitOne();
            isLast = _stop.WaitOne(Pause);
            Interlocked.Exchange(ref _isAwake, 0);
            Write(_buffer.Take().Read());
        }
        while (!isLast);
        _file.Dispose();
    }

    private void Write(MessageSegment.Records records)
    {
        if (Environment.TickCount64 < _nextTry)
        {
            LeaveOut(records);
            return;
        }

        var unwritten = records;
        try
        {
            while (records.MoveNext())
                _renderer.Render(records.Kind, records.Connection, records.Moment, records.Text);
            _renderer.Flush();
            unwritten = default;
            SayWhatIsLeftOut();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // Some of it may be on the disk; how much, a failed disk can't tell.
            LeaveOut(unwritten);
            OnFault(fault.Message);
        }
    }

    private void SayWhatIsLeftOut()
    {
        var leftOut = Interlocked.Read(ref _leftOut);
        if (leftOut == 0)
            return;
        var reason = _fault ?? "they came faster than they are written";
        _renderer.Render(MessageKind.Note, 0, DateTime.UtcNow, Encoding.UTF8.GetBytes($"{leftOut} lines left out: {reason}"));
        _renderer.Flush();
        Interlocked.Add(ref _leftOut, -leftOut);
        _fault = null;
    }

    private void LeaveOut(MessageSegment.Records records)
    {
        while (records.MoveNext())
            Interlocked.Add(ref _leftOut, LinesIn(records.Text));
    }

    private void OnFault(string message)
    {
        _fault = message;
        _renderer.Clear();
        _nextTry = Environment.TickCount64 + (long)RetryAfter.TotalMilliseconds;
        CloseQuietly();
        if (_hasComplained)
            return;
        _hasComplained = true;
        _complain($"the message log {_file.Path} can't be written: {message} The node goes on without it, and tries again every second.");
    }

    private void CloseQuietly()
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // The fault that is being dealt with, once more.
        }
    }
}
