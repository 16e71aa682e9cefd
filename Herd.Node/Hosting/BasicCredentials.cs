using System.Net.Http.Headers;

namespace Herd.Node.Hosting;

/// <summary>HTTP's Basic scheme (RFC 7617).</summary>
internal static class BasicCredentials
{
    private const string Scheme = "Basic";

    /// <returns>The bytes of <c>NAME:SECRET</c>; null: another scheme, or not base64.</returns>
    public static byte[]? Decode(AuthenticationHeaderValue header)
    {
        if (!header.Scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase) || header.Parameter is not { } parameter)
            return null;
        var bytes = new byte[parameter.Length];
        return Convert.TryFromBase64String(parameter, bytes, out var length) ? bytes[..length] : null;
    }
}
