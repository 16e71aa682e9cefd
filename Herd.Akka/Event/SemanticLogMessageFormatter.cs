using System.Globalization;
using System.Text;

namespace Akka.Event;

/// <summary>The default: templates with positions, {0}, or with names, {Client}, that the arguments fill in their order.</summary>
public sealed class SemanticLogMessageFormatter : ILogMessageFormatter
{
    public static readonly SemanticLogMessageFormatter Instance = new();

    private SemanticLogMessageFormatter()
    {
    }

    public string Format(string format, params object[] args)
    {
        if (args.Length == 0 || !format.Contains('{'))
            return format;
        var text = new StringBuilder(format.Length + 16 * args.Length);
        var next = 0;
        for (var i = 0; i < format.Length;)
        {
            var c = format[i];
            if (c is '{' or '}' && i + 1 < format.Length && format[i + 1] == c)
            {
                text.Append(c);
                i += 2;
                continue;
            }
            var end = c == '{' ? format.IndexOf('}', i) : -1;
            if (end < 0)
            {
                text.Append(c);
                i++;
                continue;
            }
            AppendHole(text, format.AsSpan(i + 1, end - i - 1), args, ref next);
            i = end + 1;
        }
        return text.ToString();
    }

    public string Format(string format, IEnumerable<object> args) => Format(format, args.ToArray());

    private static void AppendHole(StringBuilder text, ReadOnlySpan<char> hole, object[] args, ref int next)
    {
        var nameEnd = hole.IndexOfAny(',', ':');
        var name = (nameEnd < 0 ? hole : hole[..nameEnd]).Trim().TrimStart("@$");
        var index = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : next++;
        if (index >= args.Length)
            text.Append('{').Append(hole).Append('}');
        else if (nameEnd < 0)
            text.Append(CultureInfo.InvariantCulture, $"{args[index]}");
        else
            text.AppendFormat(CultureInfo.InvariantCulture, $"{{0{hole[nameEnd..]}}}", args[index]);
    }
}
