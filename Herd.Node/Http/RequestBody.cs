using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Herd.Node.Http;

/// <summary>
/// Bodies of a bounded length. What is left of one that is refused is read and thrown away by Kestrel, for five seconds at most, so that
/// who sends all of it before it reads finds the answer, and not a connection that was reset.
/// </summary>
internal static class RequestBody
{
    /// <summary>Bytes beyond a message's length that are thrown away.</summary>
    private const int MaxThrownAway = 1024 * 1024;

    /// <summary>Refuses a body that says that it is longer; Kestrel ends one that turns out to be.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxLength">Bytes; null: as many as there are.</param>
    /// <param name="thrownAway">Bytes beyond them that may come before Kestrel ends it.</param>
    /// <exception cref="HttpFault">413: it is longer.</exception>
    public static void Limit(HttpContext context, long? maxLength, long thrownAway = 0)
    {
        if (context.Request.ContentLength > maxLength)
            throw TooLong(maxLength.Value);
        // Read-only where a part was read before, under a wider limit.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxLength + thrownAway;
    }

    /// <summary>Reads a message.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxLength">Bytes.</param>
    /// <exception cref="HttpFault">413: it is longer.</exception>
    public static async Task<byte[]> ReadAsync(HttpContext context, int maxLength)
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
                return bytes;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static HttpFault TooLong(long maxLength) =>
        new(StatusCodes.Status413PayloadTooLarge, string.Create(CultureInfo.InvariantCulture, $"expected a body of at most {maxLength} bytes, found a longer one"));
}
