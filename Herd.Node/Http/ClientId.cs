using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Herd.Node.Http;

/// <summary>
/// The client's ID in a path. It may be any bytes, percent-encoded, so it is read off the request as it came: what was decoded
/// is text.
/// </summary>
internal static class ClientId
{
    /// <summary>In <c>/v1/clients/ID</c>, where the first slash has an empty segment before it.</summary>
    private const int Segment = 3;

    /// <summary>Of <c>/v1/clients/ID</c>, with or without more behind it.</summary>
    /// <exception cref="HttpFault">400: a % isn't followed by two hexadecimal digits, or the path has . or .. in it.</exception>
    public static byte[] In(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        if (!path.StartsWith('/') && Uri.TryCreate(path, UriKind.Absolute, out _))
            path = path[path.IndexOf('/', path.IndexOf("//", StringComparison.Ordinal) + 2)..];
        var segments = path.Split('/').Select(Decode).ToList();
        // Routing has taken them out, and so looked at another segment.
        if (segments.Exists(segment => segment.AsSpan().SequenceEqual("."u8) || segment.AsSpan().SequenceEqual(".."u8)))
            throw new HttpFault(StatusCodes.Status400BadRequest, "expected a path without . and ..");
        return segments[Segment];
    }

    /// <summary>Of a query parameter. A + is a plus: no ID has a space in it.</summary>
    /// <returns>Null: there is no such parameter.</returns>
    /// <exception cref="HttpFault">400: a % isn't followed by two hexadecimal digits.</exception>
    public static byte[]? In(HttpContext context, string parameter)
    {
        // As Query finds names: what it lets through is heeded.
        foreach (var pair in new QueryStringEnumerable(context.Request.QueryString.Value))
        {
            if (pair.DecodeName().Span.Equals(parameter, StringComparison.OrdinalIgnoreCase))
                return Decode(pair.EncodedValue.ToString());
        }

        return null;
    }

    /// <summary>Takes percent-encoding off.</summary>
    /// <exception cref="HttpFault">400: a % isn't followed by two hexadecimal digits.</exception>
    public static byte[] Decode(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '%')
            {
                // A request's target is ASCII.
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
