using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Herd.Node.Http;

/// <summary>
/// The client's ID in a path. It may be any bytes, percent-encoded, so it is read off the request's target as it came: a path
/// that was decoded is text.
/// </summary>
internal static class ClientId
{
    /// <summary>In <c>/v1/clients/ID</c>, counted from 0.</summary>
    private const int Segment = 2;

    /// <exception cref="HttpFault">400: a % isn't followed by two hexadecimal digits.</exception>
    public static byte[] In(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        if (!path.StartsWith('/') && Uri.TryCreate(path, UriKind.Absolute, out _))
            path = path[path.IndexOf('/', path.IndexOf("//", StringComparison.Ordinal) + 2)..];
        return Decode(path.Split('/', StringSplitOptions.RemoveEmptyEntries)[Segment]);
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
