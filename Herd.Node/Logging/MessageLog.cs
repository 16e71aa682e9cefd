using System.Buffers;
using System.Text;
using System.Threading.Channels;
using Herd.Actors;
using Herd.Actors.Protocol;

namespace Herd.Node.Logging;

/// <summary>The message log in files. Callers only copy bytes into memory; a thread of its own renders and writes them.</summary>
/// <remarks>What comes too fast, or while the disk fails, is dropped and counted.</remarks>
public sealed class MessageLog : IMessageLog, IDisposable
{
    /// <summary>Bytes. With <see cref="Pause"/>, at most about 10 MiB/s, which leaves disk bandwidth to others.</summary>
    private const int BufferSize = 1024 * 1024;

    /// <summary>A record's cost in bytes without its text.</summary>
    private const int RecordSize = 64;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Each time, all files are read.</summary>
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromSeconds(10);

    // Append bounds it by bytes; a channel could only count records.
    private readonly Channel<Record> _records = Channel.CreateUnbounded<Record>(new UnboundedChannelOptions { SingleReader = true });
    private readonly RotatingFile _file;
    private readonly Action<string> _complain;
    private readonly int _bufferSize;
    private readonly MessageRenderer _renderer;
    private readonly ForgottenClients _forgotten;
    private long _nextForget;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _writer;
    private long _waitingBytes;
    private long _leftOut;
    private string? _fault;
    private bool _hasComplained;
    private long _nextTry;

    /// <summary>Starts a log. The caller never writes to the disk.</summary>
    /// <param name="maxSize">Bytes after which a new file starts.</param>
    /// <param name="complain">Called once, with one line, if the disk fails.</param>
    /// <param name="hash">The herd's; null: <see cref="ClientHash.Default"/>.</param>
    public MessageLog(string path, long maxSize, int maxFiles, Action<string> complain, ClientHash? hash = null)
        : this(path, maxSize, maxFiles, complain, BufferSize, hash)
    {
    }

    internal MessageLog(string path, long maxSize, int maxFiles, Action<string> complain, int bufferSize, ClientHash? hash = null)
    {
        _forgotten = new ForgottenClients(hash ?? ClientHash.Default);
        _file = new RotatingFile(path, maxSize, maxFiles);
        _renderer = new MessageRenderer(_file.Write);
        _complain = complain;
        _bufferSize = bufferSize;
        _writer = new Thread(Run) { IsBackground = true, Name = "message log" };
        _writer.Start();
    }

    public void Received(long connection, ReadOnlySpan<byte> lines) => Append(MessageKind.Received, connection, lines);

    public void Sent(long connection, ReadOnlySpan<byte> answers) => Append(MessageKind.Sent, connection, answers);

    public void Note(string text) => Append(MessageKind.Note, 0, Encoding.UTF8.GetBytes(text));

    public void Forget(ReadOnlySpan<byte> key) => _records.Writer.TryWrite(new Record(MessageKind.Forget, 0, default, key.ToArray(), key.Length));

    /// <summary>Writes what was logged, for at most two seconds.</summary>
    public void Dispose()
    {
        _records.Writer.TryComplete();
        _stop.Set();
        _writer.Join(StopTimeout);
    }

    private void Append(MessageKind kind, long connection, ReadOnlySpan<byte> text)
    {
        var size = RecordSize + text.Length;
        if (Interlocked.Add(ref _waitingBytes, size) > _bufferSize)
        {
            Interlocked.Add(ref _waitingBytes, -size);
            Interlocked.Add(ref _leftOut, LinesIn(text));
            return;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(text.Length);
        text.CopyTo(bytes);
        _records.Writer.TryWrite(new Record(kind, connection, DateTime.UtcNow, bytes, text.Length));
    }

    private static long LinesIn(ReadOnlySpan<byte> text) =>
        text.Count((byte)'\n') + (text.IsEmpty || text[^1] == '\n' ? 0 : 1);

    private void Run()
    {
        var batch = new List<Record>();
        while (WaitForRecords())
        {
            _stop.Wait(Pause);
            // This loop ends: taken records count as waiting until they are written.
            while (_records.Reader.TryRead(out var record))
            {
                if (record.Kind == MessageKind.Forget)
                    _forgotten.Add(record.Text);
                else
                    batch.Add(record);
            }

            Write(batch);
            if (MillisecondsToForget() == 0)
                ForgetNow();
            foreach (var record in batch)
                ArrayPool<byte>.Shared.Return(record.Bytes);
            Interlocked.Add(ref _waitingBytes, -batch.Sum(record => (long)RecordSize + record.Length));
            batch.Clear();
        }

        Write(batch);
        if (!_forgotten.IsEmpty)
            ForgetNow();
        _file.Dispose();
    }

    private bool WaitForRecords()
    {
        var records = _records.Reader.WaitToReadAsync().AsTask();
        while (!records.Wait(MillisecondsToForget()))
            ForgetNow();
        return records.Result;
    }

    private int MillisecondsToForget() =>
        _forgotten.IsEmpty ? Timeout.Infinite : (int)Math.Clamp(_nextForget - Environment.TickCount64, 0, (long)ForgetEvery.TotalMilliseconds);

    /// <summary>If it fails, the IDs are tried again with the next ones.</summary>
    private void ForgetNow()
    {
        _nextForget = Environment.TickCount64 + (long)ForgetEvery.TotalMilliseconds;
        try
        {
            foreach (var file in _file.Files)
                _forgotten.BlotOut(file);
            _forgotten.Clear();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            OnFault(fault.Message);
        }
    }

    private void Write(List<Record> batch)
    {
        if (Environment.TickCount64 < _nextTry)
        {
            LeaveOut(batch);
            return;
        }

        var isWritten = false;
        try
        {
            foreach (var record in batch)
                _renderer.Render(record.Kind, record.Connection, record.Moment, record.Text);
            _renderer.Flush();
            isWritten = true;
            SayWhatIsLeftOut();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // Part of it may be on the disk; a failed write doesn't say how much.
            if (!isWritten)
                LeaveOut(batch);
            OnFault(fault.Message);
        }
    }

    private void SayWhatIsLeftOut()
    {
        var leftOut = Interlocked.Read(ref _leftOut);
        var reason = _fault ?? "they came faster than they are written";
        // Records were just written: what is left out later has another reason.
        _fault = null;
        if (leftOut == 0)
            return;
        _renderer.Render(MessageKind.Note, 0, DateTime.UtcNow, Encoding.UTF8.GetBytes($"{leftOut} lines left out: {reason}"));
        _renderer.Flush();
        Interlocked.Add(ref _leftOut, -leftOut);
    }

    private void LeaveOut(List<Record> batch) => Interlocked.Add(ref _leftOut, batch.Sum(record => LinesIn(record.Text)));

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
            // The same fault again.
        }
    }

    /// <param name="Moment">UTC.</param>
    /// <param name="Bytes">Pooled, so longer than the text.</param>
    private readonly record struct Record(MessageKind Kind, long Connection, DateTime Moment, byte[] Bytes, int Length)
    {
        public ReadOnlySpan<byte> Text => Bytes.AsSpan(0, Length);
    }
}
