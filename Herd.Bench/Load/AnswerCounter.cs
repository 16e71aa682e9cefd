namespace Herd.Bench.Load;

internal abstract class AnswerCounter
{
    /// <summary>The answers that end in these bytes, which continue those of the previous call.</summary>
    public abstract int Count(ReadOnlySpan<byte> bytes);

    /// <summary>For IAMATs: one line each.</summary>
    public static AnswerCounter OfLines() => new Lines();

    /// <summary>For WHATSATs: an AT line and JSON, with an empty line only at the end.</summary>
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
