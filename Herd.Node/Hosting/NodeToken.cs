using System.Buffers.Text;
using System.Security.Cryptography;

namespace Herd.Node.Hosting;

/// <summary>Replaces the herd's secret on the node's own machine if there is none; new at each start.</summary>
/// <remarks>In a file that only the node's user can read.</remarks>
internal static class NodeToken
{
    public const string FileName = "http.token";

    private const int Length = 32;

    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It can't be written.</exception>
    public static string Write(string folder)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Length));
        var path = Path.Combine(folder, FileName);
        Directory.CreateDirectory(folder);
        // An earlier file may belong to another user, or be readable to others.
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(token);
        return token;
    }

    /// <summary>Null: there is no token, or this user may not read it.</summary>
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
