using System.Text;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Tests.Locations;

internal static class Updates
{
    public const string Location = "+34.068930-118.445127";

    /// <summary>Time is in POSIX seconds, receipt in POSIX nanoseconds, location in ISO 6709. Sequence and epoch 0: no stamp yet.</summary>
    public static byte[] Frame(
        string client, long time, string origin = "Goloman", ulong epoch = 0, ulong sequence = 0, long receipt = 1_000, string location = Location)
    {
        Span<byte> skew = stackalloc byte[Skew.MaxLength];
        var (seconds, nanoseconds) = Math.DivRem(receipt, PosixTime.NanosecondsPerSecond);
        skew = skew[..Skew.Write(skew, new PosixTime(seconds, (int)nanoseconds), new PosixTime(time, 0))];
        var head = $"AT {origin} {Text(skew)} ";
        var line = Encoding.UTF8.GetBytes($"{head}{client} {location} {time}");
        var frame = new byte[UpdateFrame.HeaderLength + line.Length];
        line.CopyTo(frame, UpdateFrame.HeaderLength);
        UpdateFrame.WriteHeader(
            frame,
            UpdateFrame.LocationKind,
            Encoding.UTF8.GetByteCount(origin),
            UpdateFrame.HeaderLength + Encoding.UTF8.GetByteCount(head),
            Encoding.UTF8.GetByteCount(client),
            new PosixTime(time, 0),
            receipt);
        UpdateFrame.WriteStamp(frame, epoch, sequence);
        return frame;
    }

    public static UpdateBlock Block(params byte[][] frames) => new(frames.SelectMany(frame => frame).ToArray(), frames.Length);

    public static Report Report(params byte[][] frames) => new(frames.SelectMany(frame => frame).ToArray(), frames.Length);

    public static byte[] Id(string client) => Encoding.UTF8.GetBytes(client);

    /// <summary>Each frame as "client@time origin:sequence".</summary>
    public static List<string> Describe(UpdateBlock block) => Describe(block.Bytes.Span);

    public static List<string> Describe(ReadOnlySpan<byte> frames)
    {
        var described = new List<string>();
        while (!frames.IsEmpty)
        {
            var length = (int)UpdateFrame.LengthOf(frames);
            var frame = new UpdateFrame(frames[..length]);
            described.Add($"{Text(frame.Client)}@{frame.Time.Seconds} {Text(frame.Origin)}:{frame.Sequence}");
            frames = frames[length..];
        }

        return described;
    }

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
