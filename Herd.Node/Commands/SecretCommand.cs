using System.Buffers.Text;
using System.Security.Cryptography;

namespace Herd.Node.Commands;

/// <summary><c>herd secret</c>: prints a new secret of 256 bits for a herd or a key.</summary>
internal static class SecretCommand
{
    private const int Length = 32;

    public static int Run(TextWriter output)
    {
        output.WriteLine(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Length)));
        return ExitCode.Ok;
    }
}
