using System.Text;
using Herd.Bench.Load;

namespace Herd.Bench.Rivals.Redis;

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
