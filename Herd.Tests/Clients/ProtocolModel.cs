using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Herd.Actors.Protocol;

namespace Herd.Tests.Clients;

/// <summary>A simple model of docs/protocol.md, for a lone node at time <see cref="Now"/> with <see cref="FakePlaces"/>.</summary>
/// <param name="access">Null: everybody may do everything.</param>
/// <param name="maxLineLength">Bytes, like maxIdLength.</param>
internal sealed partial class ProtocolModel(int maxLineLength, int maxIdLength, TimeSpan maxAhead, bool closeOnInvalid, ProtocolModel.Access? access = null)
{
    /// <summary>POSIX seconds.</summary>
    public const int Now = 1000;

    private const string Server = "Goloman";

    private static readonly char[] White = [' ', '\t', '\n', '\v', '\f', '\r'];
    private static readonly BigInteger Second = BigInteger.Pow(10, 9);

    private readonly Dictionary<string, (BigInteger Time, string AtLine)> _newest = [];
    private Who _who = access?.Anonymous ?? new Who(true, true, "");

    public sealed record Access(Who Anonymous, Dictionary<string, (string Secret, Who Who)> Keys);

    /// <summary>Rights on clients whose IDs begin so.</summary>
    public sealed record Who(bool Reports, bool Reads, string Beginning);

    public Dictionary<string, string> Stored => _newest.ToDictionary(client => client.Key, client => client.Value.AtLine);

    public string Answer(string sent)
    {
        var answers = new StringBuilder();
        var lines = sent.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i == lines.Length - 1 && lines[i].Length == 0)
                break;
            if (!Answer(lines[i], answers))
                break;
        }

        return answers.ToString();
    }

    public CommandKind KindOf(string line)
    {
        var text = line.Trim(White);
        var fields = text.Split(White, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length == 0)
            return CommandKind.Blank;
        if (text.EndsWith("HTTP/1.0", StringComparison.Ordinal) || text.EndsWith("HTTP/1.1", StringComparison.Ordinal))
            return CommandKind.HttpRequest;
        if (access is not null && fields[0] == "AUTH")
            return CommandKind.Auth;
        if (fields.Length != 4 || fields[1].Length > maxIdLength)
            return CommandKind.Invalid;
        return fields[0] switch
        {
            "IAMAT" when IsLocation(fields[2]) && IsTime(fields[3]) => CommandKind.IAmAt,
            "WHATSAT" when IsUpTo(fields[2], 50) && fields[3].All(char.IsAsciiDigit) && IsUpTo(fields[3], 20) => CommandKind.WhatsAt,
            _ => CommandKind.Invalid,
        };
    }

    /// <returns>Whether the connection stays open.</returns>
    private bool Answer(string line, StringBuilder answers)
    {
        var content = line.EndsWith('\r') ? line[..^1] : line;
        if (content.Length > maxLineLength)
        {
            var start = content[..Math.Min(64, content.Length)];
            var isAuth = access is not null && start.Split(White, StringSplitOptions.RemoveEmptyEntries) is ["AUTH", ..];
            answers.Append("? ").Append(isAuth ? "AUTH" : start).Append('\n');
            return false;
        }

        var text = line.Trim(White);
        var fields = text.Split(White, StringSplitOptions.RemoveEmptyEntries);
        switch (KindOf(line))
        {
            case CommandKind.Blank:
                return true;
            case CommandKind.HttpRequest:
                return false;
            case CommandKind.Auth when fields.Length == 3 && access!.Keys.TryGetValue(fields[1], out var key) && key.Secret == fields[2]:
                _who = key.Who;
                answers.Append("AUTH ok\n");
                return true;
            case CommandKind.Auth:
                answers.Append("? AUTH\n");
                return false;
            case CommandKind.IAmAt when !_who.Reports || !fields[1].StartsWith(_who.Beginning, StringComparison.Ordinal):
            case CommandKind.WhatsAt when !_who.Reads || !fields[1].StartsWith(_who.Beginning, StringComparison.Ordinal):
                answers.Append("? ").Append(text).Append('\n');
                return !closeOnInvalid;
            case CommandKind.IAmAt:
                answers.Append(Report(fields[1], fields[2], fields[3])).Append('\n');
                return true;
            case CommandKind.WhatsAt when _newest.TryGetValue(fields[1], out var known):
                answers.Append(known.AtLine).Append('\n').Append(Places(known.AtLine, fields[2], fields[3])).Append("\n\n");
                return true;
            case CommandKind.WhatsAt:
                answers.Append("? ").Append(text).Append('\n');
                return true;
            default:
                answers.Append("? ").Append(text).Append('\n');
                return !closeOnInvalid;
        }
    }

    private string Report(string client, string location, string timeText)
    {
        var time = Nanoseconds(timeText);
        var skew = (Now * Second) - time;
        var (seconds, nanoseconds) = (BigInteger.Abs(skew) / Second, BigInteger.Abs(skew) % Second);
        var atLine = string.Create(
            CultureInfo.InvariantCulture,
            $"AT {Server} {(skew.Sign < 0 ? '-' : '+')}{seconds}.{nanoseconds:D9} {client} {location} {timeText}");
        if (!_newest.TryGetValue(client, out var known) || known.Time < time)
            _newest[client] = (time, atLine);
        return atLine;
    }

    private static string Places(string atLine, string radius, string bound)
    {
        var location = Location().Match(atLine.Split(' ')[4]);
        return FakePlaces.Json(
            double.Parse(location.Groups["latitude"].Value, CultureInfo.InvariantCulture),
            double.Parse(location.Groups["longitude"].Value, CultureInfo.InvariantCulture),
            double.Parse(radius, CultureInfo.InvariantCulture),
            int.Parse(bound, CultureInfo.InvariantCulture));
    }

    private static bool IsLocation(string text)
    {
        var location = Location().Match(text);
        return location.Success
            && IsUpTo(location.Groups["latitude"].Value[1..], 90)
            && IsUpTo(location.Groups["longitude"].Value[1..], 180);
    }

    private bool IsTime(string text) => Time().IsMatch(text)
        && IsUpTo(text.TrimStart('-'), BigInteger.Pow(10, 18))
        && Nanoseconds(text) <= (Now * Second) + (new BigInteger(maxAhead.Ticks) * 100);

    /// <summary>Whether a decimal number is at most the limit, compared exactly.</summary>
    private static bool IsUpTo(string text, BigInteger limit)
    {
        if (!Decimal().IsMatch(text))
            return false;
        var parts = text.Split('.');
        var whole = BigInteger.Parse(parts[0], CultureInfo.InvariantCulture);
        return whole < limit || (whole == limit && (parts.Length == 1 || parts[1].All(digit => digit == '0')));
    }

    /// <summary>Digits beyond the ninth of the fraction are dropped.</summary>
    private static BigInteger Nanoseconds(string time)
    {
        var parts = time.TrimStart('-').Split('.');
        var fraction = parts.Length == 1 ? "" : parts[1];
        var nanoseconds = (BigInteger.Parse(parts[0], CultureInfo.InvariantCulture) * Second)
            + BigInteger.Parse(fraction.PadRight(9, '0')[..9], CultureInfo.InvariantCulture);
        return time.StartsWith('-') ? -nanoseconds : nanoseconds;
    }

    [GeneratedRegex(@"\A(?<latitude>[+-][0-9]{1,2}(\.[0-9]+)?)(?<longitude>[+-][0-9]{1,3}(\.[0-9]+)?)\z")]
    private static partial Regex Location();

    [GeneratedRegex(@"\A-?[0-9]+(\.[0-9]+)?\z")]
    private static partial Regex Time();

    [GeneratedRegex(@"\A[0-9]+(\.[0-9]+)?\z")]
    private static partial Regex Decimal();
}
