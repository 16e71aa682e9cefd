using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Herd.Actors.Gossip;

namespace Herd.Node.Hosting;

/// <summary>Proves knowledge of a secret: <c>Authorization: Herd-HMAC TIME:PROOF</c>, TIME in POSIX seconds.</summary>
/// <remarks>PROOF is the HMAC-SHA256, hexadecimal, over the lines "AkkaHerd HTTP", method, path and time.</remarks>
internal static class RequestProof
{
    public const string Scheme = "Herd-HMAC";

    /// <summary>Bounds the replay of a recorded request, and the difference of clocks.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);

    public static AuthenticationHeaderValue Make(string secret, HttpMethod method, string path, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds();
        return new AuthenticationHeaderValue(Scheme, string.Create(CultureInfo.InvariantCulture, $"{time}:{Convert.ToHexStringLower(Hash(secret, method.Method, path, time))}"));
    }

    /// <returns>What is wrong with the proof, for people; null: it is valid.</returns>
    public static string? Check(string secret, string method, string path, string? authorization, DateTimeOffset now)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header) || header is not { Scheme: Scheme, Parameter: { } parameter })
            return "no proof";
        var colon = parameter.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !long.TryParse(parameter.AsSpan(0, colon), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time))
            return $"another form than {Scheme} TIME:PROOF";
        if (!IsHex(parameter.AsSpan(colon + 1), out var proof) || !SecretProof.AreSame(proof, Hash(secret, method, path, time)))
            return "a proof of another secret";
        // Only callers that know the secret learn this.
        var difference = Int128.Abs((Int128)now.ToUnixTimeSeconds() - time);
        return difference <= (int)Tolerance.TotalSeconds
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"a proof whose clock and this node's differ by {difference} s, where {Tolerance.TotalSeconds:0} s are allowed");
    }

    private static bool IsHex(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = new byte[SHA256.HashSizeInBytes];
        return text.Length == 2 * bytes.Length
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    private static byte[] Hash(string secret, string method, string path, long time) => SecretProof.Of(
        secret,
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"AkkaHerd HTTP\n{method}\n{path}\n{time}")));
}
