using System.Text;
using System.Text.RegularExpressions;
using Herd.Actors.Protocol;
using Herd.Node.Logging;
using Xunit;

namespace Herd.Tests.Node.Logging;

public sealed partial class MessageLogTests : IDisposable
{
    private const int Plenty = 1024 * 1024;

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _complaints = [];

    private string LogPath => _folder.PathOf("Ada/messages.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_tells_when_on_which_connection_and_which_way()
    {
        using (var log = Open())
        {
            log.Received(17, "IAMAT kiwi +34-118 1\r\nWHATSAT kiwi 10 5"u8);
            log.Sent(17, "AT Ada +0.1 kiwi +34-118 1\n? WHAT\n"u8);
            log.Note("link with Bo made (127.0.0.1:9)");
        }

        var lines = File.ReadAllLines(LogPath);
        Assert.All(lines, line => Assert.Matches(Moment(), line));
        Assert.Equal(
            [
                "#17 < IAMAT kiwi +34-118 1",
                "#17 < WHATSAT kiwi 10 5",
                "#17 > AT Ada +0.1 kiwi +34-118 1",
                "#17 > ? WHAT",
                "-- link with Bo made (127.0.0.1:9)",
            ],
            lines.Select(WithoutMoment));
    }

    [Fact]
    public void Of_places_only_the_size_is_told()
    {
        using (var log = Open())
            log.Sent(17, "AT Ada +0.1 kiwi +34-118 1\n{\n\"results\":[]\n}\n\nAT Ada +0.1 kiwi +34-118 1\n"u8);

        Assert.Equal(
            ["#17 > AT Ada +0.1 kiwi +34-118 1", "#17 > (places, 14 bytes)", "#17 > AT Ada +0.1 kiwi +34-118 1"],
            ReadLines(LogPath));
    }

    [Fact]
    public void A_forgotten_clients_ID_is_blotted_out_of_all_files()
    {
        using (var log = new MessageLog(LogPath, 2_000, 3, _complaints.Add))
        {
            for (var times = 0; times < 40; times++)
            {
                log.Received(17, "IAMAT kiwi +34-118 1\nIAMAT kiwi2 +34-118 1\nIAMAT k\u00efwi +34-118 1\n"u8);
                log.Sent(17, "AT Ada +0.1 kiwi +34-118 1\n"u8);
                Thread.Sleep(5);
            }

            log.Received(17, [.. "IAMAT \\"u8, 0xff, .. " +34-118 1\n"u8]);
            log.Forget(ClientHash.Default.KeyOf("kiwi"u8));
            log.Forget(ClientHash.Default.KeyOf([(byte)'\\', 0xff]));
        }

        var files = Directory.GetFiles(Path.GetDirectoryName(LogPath)!);
        Assert.True(files.Length > 1);
        var lines = files.SelectMany(ReadLines).ToList();
        Assert.Contains("#17 < IAMAT **** +34-118 1", lines);
        Assert.Contains("#17 > AT Ada +0.1 **** +34-118 1", lines);
        Assert.Contains("#17 < IAMAT kiwi2 +34-118 1", lines);
        Assert.Contains("#17 < IAMAT k\u00efwi +34-118 1", lines);
        Assert.Contains("#17 < IAMAT ****** +34-118 1", lines);
        Assert.DoesNotContain(lines, line => line.Contains(" kiwi ", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_keys_nothing_is_told_wherever_they_stand()
    {
        using (var log = Open())
        {
            log.Received(17, "AUTH jane sesame\r\n \t\vauth sesame\nAUTH\tjane sesame\nIAMAT kiwi +1+1 1\nAUTHOR jane\n"u8);
            log.Sent(17, "AUTH ok\n? AUTH\n? AUTH jane sesame\n? Auth sesame\n"u8);
            log.Note("AUTH as ever");
        }

        Assert.Equal(
            [
                "#17 < AUTH …", "#17 < AUTH …", "#17 < AUTH …", "#17 < IAMAT kiwi +1+1 1", "#17 < AUTHOR jane",
                "#17 > AUTH ok", "#17 > ? AUTH", "#17 > AUTH …", "#17 > AUTH …", "-- AUTH as ever",
            ],
            ReadLines(LogPath));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_written_as_numbers()
    {
        using (var log = Open())
            log.Received(1, [.. "a\\b\t\e[31m "u8, 0xff, 0x00, .. "é€"u8, 0xc2, 0x9b, 0xe2, 0x82]);

        Assert.Equal(["#1 < a\\\\b\\x09\\x1b[31m \\xff\\x00é€\\xc2\\x9b\\xe2\\x82"], ReadLines(LogPath));
    }

    [Fact]
    public void A_line_of_a_million_bytes_is_cut()
    {
        using (var log = new MessageLog(LogPath, Plenty, 2, _complaints.Add, bufferSize: 2_000_000))
            log.Received(1, Encoding.ASCII.GetBytes(new string('x', 1_000_000) + "\nnext\n"));

        Assert.Equal(
            [$"#1 < {new string('x', MessageRenderer.MaxLineLength)}… ({1_000_000 - MessageRenderer.MaxLineLength} bytes more)", "#1 < next"],
            ReadLines(LogPath));
    }

    [Fact]
    public void A_log_is_there_to_be_read_while_the_node_runs()
    {
        using var log = Open();
        log.Note("first");
        AwaitLines(1);
        log.Note("second");
        AwaitLines(2);

        Assert.Equal(["-- first", "-- second"], ReadLines(LogPath));
    }

    [Fact]
    public void A_log_that_is_emptied_while_it_is_written_begins_anew()
    {
        using (var log = Open())
        {
            log.Note(new string('x', 1000));
            AwaitLines(1);
            File.WriteAllText(LogPath, "");
            log.Note("after");
        }

        Assert.DoesNotContain('\0', File.ReadAllText(LogPath));
        Assert.Equal(["-- after"], ReadLines(LogPath));
    }

    [Fact]
    public void A_restarted_node_goes_on_in_its_file()
    {
        using (var log = Open())
            log.Note("before");
        using (var log = Open())
            log.Note("after");

        Assert.Equal(["-- before", "-- after"], ReadLines(LogPath));
    }

    [Fact]
    public void A_full_file_is_renamed_and_the_oldest_goes()
    {
        const int MaxSize = 500;
        var text = new string('x', 400);
        for (var i = 1; i <= 5; i++)
        {
            using var log = new MessageLog(LogPath, MaxSize, 3, _complaints.Add);
            log.Note($"{i} {text}");
        }

        Assert.Equal(
            ["messages.1.log", "messages.2.log", "messages.log"],
            Directory.GetFiles(Path.GetDirectoryName(LogPath)!).Select(Path.GetFileName).Order());
        Assert.Equal($"-- 5 {text}", Assert.Single(ReadLines(LogPath)));
        Assert.Equal($"-- 4 {text}", Assert.Single(ReadLines(_folder.PathOf("Ada/messages.1.log"))));
        Assert.Equal($"-- 3 {text}", Assert.Single(ReadLines(_folder.PathOf("Ada/messages.2.log"))));
    }

    [Fact]
    public void A_log_of_one_file_begins_it_anew()
    {
        for (var i = 1; i <= 3; i++)
        {
            using var log = new MessageLog(LogPath, 50, 1, _complaints.Add);
            log.Note($"{i} {new string('x', 40)}");
        }

        Assert.StartsWith("-- 3", Assert.Single(ReadLines(LogPath)), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(LogPath)!));
    }

    [Fact]
    public void Lines_that_come_faster_than_they_are_written_are_left_out_and_counted()
    {
        const int Count = 10_000;
        using (var log = new MessageLog(LogPath, Plenty, 2, _complaints.Add, bufferSize: 4096))
        {
            Parallel.For(0, Count / 2, i => log.Received(i, "first\nsecond\n"u8));
        }

        var lines = ReadLines(LogPath);
        var leftOut = lines.Select(line => LeftOut().Match(line)).Where(match => match.Success).Sum(match => int.Parse(match.Groups[1].Value));
        Assert.True(leftOut > 0);
        Assert.Equal(Count, leftOut + lines.Count(line => line.StartsWith('#')));
        Assert.Contains("lines left out: they came faster than they are written", lines[^1], StringComparison.Ordinal);
        Assert.Empty(_complaints);
    }

    [Fact]
    public void Records_of_many_threads_stay_whole()
    {
        const int Threads = 4, Each = 2_000;
        using (var log = new MessageLog(LogPath, long.MaxValue, 2, _complaints.Add, bufferSize: 4 * Plenty))
        {
            Parallel.For(0, Threads, thread =>
            {
                for (var i = 0; i < Each; i++)
                    log.Received(thread, Encoding.ASCII.GetBytes($"{thread}-{i} {new string((char)('a' + thread), i % 50)}\n"));
            });
        }

        var lines = ReadLines(LogPath);
        for (var thread = 0; thread < Threads; thread++)
        {
            Assert.Equal(
                Enumerable.Range(0, Each).Select(i => $"#{thread} < {thread}-{i} {new string((char)('a' + thread), i % 50)}"),
                lines.Where(line => line.StartsWith($"#{thread} ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void A_log_that_can_not_be_written_is_told_once_and_nobody_waits_for_it()
    {
        Directory.CreateDirectory(LogPath);
        using (var log = Open())
        {
            log.Note("lost");
            AwaitUntil(() => _complaints.Count > 0);
            log.Note("lost too");
        }

        Assert.StartsWith($"the message log {LogPath} can't be written: ", Assert.Single(_complaints), StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_told_and_what_it_cost_is_counted_when_there_is_room_again()
    {
        if (!File.Exists("/dev/full"))
            return;
        Directory.CreateDirectory(_folder.PathOf("Ada"));
        File.CreateSymbolicLink(LogPath, "/dev/full");
        using (var log = Open())
        {
            log.Received(1, "one\ntwo\n"u8);
            AwaitUntil(() => _complaints.Count > 0);
            File.Delete(LogPath);
            AwaitUntil(() =>
            {
                log.Received(1, "three\n"u8);
                return File.Exists(LogPath) && new FileInfo(LogPath).Length > 0;
            });
        }

        var lines = ReadLines(LogPath);
        Assert.Contains("No space left on device", Assert.Single(_complaints), StringComparison.Ordinal);
        Assert.Equal("#1 < three", lines[0]);
        var counted = Assert.Single(lines, line => LeftOut().IsMatch(line));
        Assert.Contains("No space left on device", counted, StringComparison.Ordinal);
        Assert.True(int.Parse(LeftOut().Match(counted).Groups[1].Value) >= 2);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z ")]
    private static partial Regex Moment();

    [GeneratedRegex(@"^-- (\d+) lines left out")]
    private static partial Regex LeftOut();

    private static string WithoutMoment(string line) => Moment().Replace(line, "");

    private static List<string> ReadLines(string path)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return [.. file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(WithoutMoment)];
    }

    private static void AwaitUntil(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(20)));

    private MessageLog Open() => new(LogPath, Plenty, 2, _complaints.Add);

    private void AwaitLines(int count) => AwaitUntil(() => File.Exists(LogPath) && ReadLines(LogPath).Count >= count);
}
