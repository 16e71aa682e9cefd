using System.Net.Http.Headers;
using System.Text;
using Herd.Node.Settings;

namespace Herd.Node.Commands;

/// <summary>The key that a command shows to nodes, from <c>--key NAME:SECRET</c> or <c>HERD_KEY</c>.</summary>
internal sealed class ClientKey
{
    public const string Variable = "HERD_KEY";

    private readonly string _secret;

    private ClientKey(string name, string secret)
    {
        Name = name;
        _secret = secret;
    }

    public string Name { get; }

    public AuthenticationHeaderValue Basic => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Name}:{_secret}")));

    /// <summary>Without a line ending.</summary>
    public string AuthLine => $"AUTH {Name} {_secret}";

    /// <returns>Null: neither the option nor the variable is set.</returns>
    /// <exception cref="SettingsException">It isn't NAME:SECRET. The message doesn't show it.</exception>
    public static ClientKey? Read(string? option, string? variable)
    {
        if (option is null && string.IsNullOrEmpty(variable))
            return null;
        var (text, origin) = option is null ? (variable!, $"environment variable {Variable}") : (option, "--key");
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < text.Length - 1 && !text.Any(char.IsWhiteSpace)
            ? new ClientKey(text[..colon], text[(colon + 1)..])
            : throw new SettingsException($"{origin}: expected NAME:SECRET without white space, found something else");
    }
}
