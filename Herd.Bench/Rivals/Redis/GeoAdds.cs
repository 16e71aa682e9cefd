using System.Globalization;
using System.Text;
using Herd.Bench.Load;

namespace Herd.Bench.Rivals.Redis;

/// <summary>
/// GEOADDs in Redis' protocol, each time with another latitude. All clients are members of one key, as one herd holds them
/// all. Redis keeps a location to some 0.00001 degrees, and sends replicas only what changed it.
/// </summary>
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

/// <summary>Counts answers to GEOADD: <c>:1</c> or <c>:0</c> and a line's end each.</summary>
internal sealed class GeoAddAnswers : AnswerCounter
{
    private const int MostOfError = 100;

    /// <exception cref="IOException">One is an error.</exception>
    public override int Count(ReadOnlySpan<byte> bytes)
    {
        var error = bytes.IndexOf((byte)'-');
        if (error < 0)
            return bytes.Count((byte)'\n');
        var text = bytes[error..Math.Min(bytes.Length, error + MostOfError)];
        throw new IOException($"Redis refused: {Encoding.ASCII.GetString(text).Split('\r')[0]}");
    }
}
