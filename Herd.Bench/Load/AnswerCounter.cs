namespace Herd.Bench.Load;

/// <summary>Counts answers by how they end, without reading them.</summary>
internal abstract class AnswerCounter
{
    /// <returns>Answers that end in these bytes, which come behind those of the call before.</returns>
    public abstract int Count(ReadOnlySpan<byte> bytes);

    /// <summary>Of IAMATs: a line each.</summary>
    public static AnswerCounter OfLines() => new Lines();

    /// <summary>Of WHATSATs: an AT line and JSON, an empty line at the end and nowhere else.</summary>
    public static AnswerCounter OfPlaces() => new EmptyLines();

    private sealed class Lines : AnswerCounter
    {
        public override int Count(ReadOnlySpan<byte> bytes) => bytes.Count((byte)'\n');
    }

    private sealed class EmptyLines : AnswerCounter
    {
        private bool _isLineEnded;

        public override int Count(ReadOnlySpan<byte> bytes)
        {
            if (bytes.IsEmpty)
                return 0;
            var count = bytes.Count("\n\n"u8) + (_isLineEnded && bytes[0] == '\n' ? 1 : 0);
            _isLineEnded = bytes[^1] == '\n' && !bytes.EndsWith("\n\n"u8);
            return count;
        }
    }
}
