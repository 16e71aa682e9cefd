using System.Globalization;
using System.Text;
using Herd.Bench.Load;

namespace Herd.Bench.Rivals.Redis;

/// <summary>Each time with another latitude: Redis keeps about 0.00001 degrees, and replicates only what changed.</summary>
internal sealed class GeoAddBlock(string prefix, int first, int count) : ReportBlock(first, count, client => string.Create(
    CultureInfo.InvariantCulture,
    $"*5\r\n$6\r\nGEOADD\r\n$4\r\nherd\r\n$11\r\n-118.{client % 1000:D6}\r\n$9\r\n34.@@@@93\r\n${prefix.Length + Number.Length}\r\n{prefix}{Number}\r\n"))
{
    private readonly byte[] _place = new byte[4];
    private int _places;

    protected override ReadOnlySpan<byte> NextValue()
    {
        WriteDigits(_places++, _place);
        return _place;
    }
}

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
