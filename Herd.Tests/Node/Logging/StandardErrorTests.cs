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
        using var stream = new MemoryStream();
        using var error = new StandardError(stream);

        error.WriteLine("one");
        error.Write("tw");
        error.Write('o');
        error.WriteLine();
        error.WriteLineAsync("three é");
        error.Write("four");
        error.Flush();

        Assert.Equal("one\ntwo\nthree é\nfour", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void Nobody_waits_for_one_that_is_blocked_and_what_is_left_out_is_counted()
    {
        using var stream = new BlockedStream();
        using var error = new StandardError(stream);

        for (var i = 0; i < 5000; i++)
            error.WriteLine($"line {i}");
        var start = Stopwatch.GetTimestamp();
        error.Flush();
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(10));

        stream.Open();
        error.Flush();
        Assert.True(SpinWait.SpinUntil(() => stream.Text.Contains(" lines left out here: standard error didn't take them\n", StringComparison.Ordinal), TimeSpan.FromSeconds(20)));
        Assert.StartsWith("line 0\nline 1\n", stream.Text, StringComparison.Ordinal);
        var leftOut = int.Parse(stream.Text.Split('\n')[^2].Split(' ')[1]);
        Assert.Equal(5000, leftOut + stream.Text.Split('\n').Count(line => line.StartsWith("line ", StringComparison.Ordinal)));
    }

    [Fact]
    public void One_that_fails_ends_nothing()
    {
        using var stream = new FailingStream();
        using var error = new StandardError(stream);

        error.WriteLine("lost");
        error.Flush();
        stream.Fails = false;
        error.WriteLine("kept");
        error.Flush();

        Assert.Equal("kept\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void A_line_without_end_is_cut()
    {
        using var stream = new MemoryStream();
        using var error = new StandardError(stream);

        error.WriteLine(new string('x', 10_000_000));
        error.Flush();

        Assert.InRange(stream.Length, 10_000, 20_000);
    }

    private sealed class BlockedStream : MemoryStream
    {
        private readonly ManualResetEventSlim _open = new();
        private readonly Lock _lock = new();

        public string Text
        {
            get
            {
                lock (_lock)
                    return Encoding.UTF8.GetString(ToArray());
            }
        }

        public void Open() => _open.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _open.Wait();
            lock (_lock)
                base.Write(buffer);
        }
    }

    private sealed class FailingStream : MemoryStream
    {
        public bool Fails { get; set; } = true;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Fails)
                throw new IOException("No space left on device");
            base.Write(buffer);
        }
    }
}
