using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Herd.Node.Http;

/// <summary>Limits bodies. Kestrel discards the rest of a refused one for 5 s, so that the client gets the answer, not a reset.</summary>
internal static class RequestBody
{
    /// <summary>Bytes beyond a message's limit that are discarded before Kestrel ends the request.</summary>
    private const int MaxThrownAway = 1024 * 1024;

    /// <param name="maxLength">Bytes; null: unlimited.</param>
    /// <param name="thrownAway">Bytes beyond the limit before Kestrel ends the request.</param>
    /// <exception cref="HttpFault">413: the declared length is too long.</exception>
    public static void Limit(HttpContext context, long? maxLength, long thrownAway = 0)
    {
        if (context.Request.ContentLength > maxLength)
            throw TooLong(maxLength.Value);
        // Read-only if part of the body was read before, under a wider limit.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxLength + thrownAway;
    }

    /// <returns>The body without a byte order mark, which JSON parsers skip only in streams.</returns>
    /// <exception cref="HttpFault">413: the body is longer than <paramref name="maxLength"/> bytes.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, int maxLength)
    {
        Limit(context, maxLength, MaxThrownAway);
        var body = context.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            if (read.Buffer.Length > maxLength)
            {
                body.AdvanceTo(read.Buffer.End);
                throw TooLong(maxLength);
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                body.AdvanceTo(read.Buffer.End);
                return bytes.AsMemory(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static HttpFault TooLong(long maxLength) =>
        new(StatusCodes.Status413PayloadTooLarge, string.Create(CultureInfo.InvariantCulture, $"expected a body of at most {maxLength} bytes, found a longer one"));
}
