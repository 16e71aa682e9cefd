using System.Net.Http.Headers;

namespace Herd.Node.Hosting;

/// <summary>HTTP's Basic scheme (RFC 7617).</summary>
internal static class BasicCredentials
{
    private const string Scheme = "Basic";

    /// <summary>What stands in a header: <c>NAME:SECRET</c>, as bytes.</summary>
    /// <returns>Null: it is of another scheme, or what stands there isn't base64.</returns>
    public static byte[]? Decode(AuthenticationHeaderValue header)
    {
        if (!header.Scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase) || header.Parameter is not { } parameter)
            return null;
        var bytes = new byte[parameter.Length];
        return Convert.TryFromBase64String(parameter, bytes, out var length) ? bytes[..length] : null;
    }
}
