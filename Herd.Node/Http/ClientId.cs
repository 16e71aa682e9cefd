using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Herd.Node.Http;

/// <summary>Reads a client's ID from the raw target: an ID is any percent-encoded bytes, and routing's path is decoded text. <see cref="ReportReader"/> checks it.</summary>
internal static class ClientId
{
    /// <summary>The ID's index in <c>/v1/clients/ID</c> split at slashes; the first part is empty.</summary>
    private const int Segment = 3;

    /// <summary>The ID in the path <c>/v1/clients/ID</c> or <c>/v1/clients/ID/…</c>.</summary>
    /// <exception cref="HttpFault">400: a % isn't followed by two hexadecimal digits, or the path contains . or .. segments.</exception>
    public static byte[] In(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        if (!path.StartsWith('/') && Uri.TryCreate(path, UriKind.Absolute, out _))
            path = path[path.IndexOf('/', path.IndexOf("//", StringComparison.Ordinal) + 2)..];
        var segments = path.Split('/').Select(Decode).ToList();
        // Routing removed such segments and matched a different one as the ID.
        if (segments.Exists(segment => segment.AsSpan().SequenceEqual("."u8) || segment.AsSpan().SequenceEqual(".."u8)))
            throw new HttpFault(StatusCodes.Status400BadRequest, "expected a path without . and ..");
        return segments[Segment];
    }

    /// <summary>The ID in a query parameter; null: there is none. A + stays a plus, since IDs have no spaces.</summary>
    /// <exception cref="HttpFault">400: a % isn't followed by two hexadecimal digits.</exception>
    public static byte[]? In(HttpContext context, string parameter)
    {
        // Names compare as in Query.
        foreach (var pair in new QueryStringEnumerable(context.Request.QueryString.Value))
        {
            if (pair.DecodeName().Span.Equals(parameter, StringComparison.OrdinalIgnoreCase))
                return Decode(pair.EncodedValue.ToString());
        }

        return null;
    }

    /// <exception cref="HttpFault">400: a % isn't followed by two hexadecimal digits.</exception>
    public static byte[] Decode(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '%')
            {
                // A request target is ASCII.
                bytes.Add((byte)text[at]);
                continue;
            }

            if (at + 2 >= text.Length || !byte.TryParse(text.AsSpan(at + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var value))
                throw new HttpFault(StatusCodes.Status400BadRequest, "expected two hexadecimal digits behind each % of the ID");
            bytes.Add(value);
            at += 2;
        }

        return [.. bytes];
    }
}
