using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HdrHistogram;
using Herd.Bench.Load;

namespace Herd.Bench.Reliability;

/// <summary>Moves up to a hundred times a second, and checks each answer.</summary>
internal sealed class HonestClient : IDisposable
{
    private readonly TcpClient _connection = new() { NoDelay = true };
    private readonly StreamReader _answers;
    private readonly IntHistogram _latencies = Latency.NewHistogram();
    private long _time = 1_700_000_000;
    private long _wrong;

    public HonestClient(IPEndPoint node)
    {
        _connection.Connect(node);
        _answers = new StreamReader(_connection.GetStream());
    }

    public bool HasAll => _wrong == 0;

    /// <summary>On a thread of its own, since attackers keep the thread pool busy.</summary>
    public Task ServeAsync(TimeSpan duration) =>
        Task.Factory.StartNew(() => Serve(duration), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Forget() => _latencies.Reset();

    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_latencies.TotalCount:N0}{(HasAll ? "" : $", {_wrong} wrong")} | {_latencies.Percentile(50):0.00} | {_latencies.Percentile(99):0.0}");

    public void Dispose() => _connection.Dispose();

    private void Serve(TimeSpan duration)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < duration;)
        {
            var said = string.Create(CultureInfo.InvariantCulture, $"honest +34.068930-118.445127 {++_time}");
            var since = Stopwatch.GetTimestamp();
            _connection.GetStream().Write(Encoding.ASCII.GetBytes($"IAMAT {said}\n"));
            var answer = _answers.ReadLine();
            _latencies.RecordSince(since);
            if (answer?.EndsWith(said, StringComparison.Ordinal) != true)
                _wrong++;
            Thread.Sleep(10);
        }
    }
}
