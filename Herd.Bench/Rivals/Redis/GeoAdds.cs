using System.Globalization;
using System.Text;
using Herd.Bench.Load;

namespace Herd.Bench.Rivals.Redis;

/// <summary>Clients walk 1.4 m at a time: Redis keeps half a metre, and replicates only what changed.</summary>
internal sealed class GeoAddBlock(string prefix, int first, int count) : ReportBlock(first, count, string.Create(
    CultureInfo.InvariantCulture,
    $"*5\r\n$6\r\nGEOADD\r\n$4\r\nherd\r\n$11\r\n-118.{East}000\r\n$9\r\n34.{North}{Step}\r\n${prefix.Length + Number.Length}\r\n{prefix}{Number}\r\n"));

internal sealed class GeoAddAnswers : AnswerCounter
{
    private const int MostOfError = 100;

    /// <exception cref="IOException">Redis answered with an error.</exception>
    public override int Count(ReadOnlySpan<byte> bytes)
    {
        var error = bytes.IndexOf((byte)'-');
        if (error < 0)
            return bytes.Count((byte)'\n');
        var text = bytes[error..Math.Min(bytes.Length, error + MostOfError)];
        throw new IOException($"Redis refused: {Encoding.ASCII.GetString(text).Split('\r')[0]}");
    }
}
