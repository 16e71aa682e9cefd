using System.Buffers.Text;
using System.Security.Cryptography;

namespace Herd.Node.Hosting;

/// <summary>
/// What stands in for the herd's secret, where there is none, on the node's own machine: a new one at each start of the node,
/// in a file in its folder that its user alone may read.
/// </summary>
internal static class NodeToken
{
    public const string FileName = "http.token";

    private const int Length = 32;

    /// <summary>Makes a node's token and writes it.</summary>
    /// <param name="folder">The node's.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It can't be written.</exception>
    public static string Write(string folder)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Length));
        var path = Path.Combine(folder, FileName);
        Directory.CreateDirectory(folder);
        // Anew: an earlier file may be another user's, or open to others.
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(token);
        return token;
    }

    /// <summary>A node's token. Null: there is none, or it isn't for this user.</summary>
    /// <param name="folder">The node's.</param>
    public static string? Read(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, FileName)) is { Length: > 0 } token ? token : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
