using System.CommandLine.Parsing;
using Herd.Node.Settings;
using Herd.Node.Survey;

namespace Herd.Node.Commands;

/// <summary>The value of <c>--at</c>.</summary>
internal static class HttpAddress
{
    public static NodeAddress? Parse(ArgumentResult argument) => Parse(argument, argument.Tokens[0]);

    public static NodeAddress[] ParseAll(ArgumentResult argument) => [.. argument.Tokens.Select(token => Parse(argument, token)).OfType<NodeAddress>()];

    private static NodeAddress? Parse(ArgumentResult argument, Token token)
    {
        var text = token.Value;
        if (SendCommand.ParseAddress(text) is (var host, > 0 and var port) && Uri.CheckHostName(host) != UriHostNameType.Unknown)
            return new NodeAddress(null, host, port);
        argument.AddError($"--at: expected HOST:HTTP-PORT with a port from 1 to 65535, found {SettingsCheck.Show(text)}");
        return null;
    }
}
