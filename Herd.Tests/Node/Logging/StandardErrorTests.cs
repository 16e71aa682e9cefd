using System.Diagnostics;
using System.Text;
using Herd.Node.Logging;
using Xunit;

namespace Herd.Tests.Node.Logging;

public sealed class StandardErrorTests
{
    [Fact]
    public void What_is_written_comes_out_in_order_and_flushed()
    {
        using var stream = new RecordingStream();
        using var error = new StandardError(stream);

        error.WriteLine("one");
        error.Write("tw");
        error.Write('o');
        error.WriteLine();
        error.WriteLineAsync("three é");
        error.Write("four");
        error.Flush();

        Await(() => stream.Text.EndsWith("four", StringComparison.Ordinal));
        Assert.Equal("one\ntwo\nthree é\nfour", stream.Text);
    }

    [Fact]
    public void Nobody_waits_for_one_that_is_blocked_and_what_is_left_out_is_counted()
    {
        using var stream = new RecordingStream();
        stream.Block();
        using var error = new StandardError(stream);

        for (var i = 0; i < 5000; i++)
            error.WriteLine($"line {i}");
        var start = Stopwatch.GetTimestamp();
        error.Flush();
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(10));

        stream.Unblock();
        Await(() => stream.Text.Contains(" lines left out here: standard error didn't take them\n", StringComparison.Ordinal));
        Assert.StartsWith("line 0\nline 1\n", stream.Text, StringComparison.Ordinal);
        var leftOut = int.Parse(stream.Text.Split('\n')[^2].Split(' ')[1]);
        Assert.Equal(5000, leftOut + stream.Text.Split('\n').Count(line => line.StartsWith("line ", StringComparison.Ordinal)));
    }

    [Fact]
    public void One_that_fails_ends_nothing()
    {
        using var stream = new RecordingStream { IsFull = true };
        using var error = new StandardError(stream);

        error.WriteLine("lost");
        Await(() => stream.Failures > 0);
        stream.IsFull = false;
        error.WriteLine("kept");

        Await(() => stream.Text.Length > 0);
        Assert.Equal("kept\n", stream.Text);
    }

    [Fact]
    public void A_line_without_end_is_cut()
    {
        using var stream = new RecordingStream();
        using var error = new StandardError(stream);

        error.WriteLine(new string('x', 10_000_000));

        Await(() => stream.Text.EndsWith('\n'));
        Assert.InRange(stream.Text.Length, 10_000, 20_000);
    }

    private static void Await(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(20)));

    /// <summary>May block, or be full.</summary>
    private sealed class RecordingStream : MemoryStream
    {
        private readonly ManualResetEventSlim _open = new(true);
        private readonly Lock _lock = new();
        private volatile bool _isFull;
        private volatile int _failures;

        public bool IsFull
        {
            set => _isFull = value;
        }

        public int Failures => _failures;

        public string Text
        {
            get
            {
                lock (_lock)
                    return Encoding.UTF8.GetString(ToArray());
            }
        }

        public void Block() => _open.Reset();

        public void Unblock() => _open.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _open.Wait();
            if (_isFull)
            {
                _failures++;
                throw new IOException("No space left on device");
            }

            lock (_lock)
                base.Write(buffer);
        }
    }
}
