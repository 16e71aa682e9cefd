using System.Text;

namespace Akka.Remote.Hosting;

/// <summary>Options as HOCON; those that are null don't appear.</summary>
internal static class Hocon
{
    public static void Add(StringBuilder hocon, string name, object? value)
    {
        if (value is not null)
            hocon.Append(name).Append(" = ").Append(value).Append('\n');
    }

    public static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";

    public static string? Switch(bool? value) => value switch
    {
        null => null,
        true => "on",
        false => "off",
    };
}
