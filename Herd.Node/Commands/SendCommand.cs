using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Herd.Actors.Gossip;
using Herd.Actors.Protocol;
using Herd.Actors.Tls;
using Herd.Node.Settings;
using Herd.Node.Tls;

namespace Herd.Node.Commands;

/// <summary><c>herd send</c>: sends commands, ends its side, and prints answers until the node closes.</summary>
internal static class SendCommand
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <param name="trustOf">How to recognize the node by TLS; gets null if an address was given.</param>
    /// <param name="commands">Empty: standard input, sent as it comes.</param>
    public static async Task<int> RunAsync(
        Func<HerdSettings> load, string to, Func<HerdSettings?, ServerTrust?> trustOf, string[] commands, ClientKey? key)
    {
        var address = ParseAddress(to);
        var herd = address is null ? load() : null;
        var (host, port) = address ?? AddressOf(herd!, to);
        var trust = trustOf(herd);
        var node = address is null ? $"{to} at {host}:{port}" : to;
        Socket connected;
        try
        {
            using var giveUp = new CancellationTokenSource(ConnectTimeout);
            connected = await HappyEyeballs.ConnectAsync(host, port, giveUp.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            var reason = fault is SocketException ? fault.Message : $"no answer for {ConnectTimeout.TotalSeconds:0} s";
            return await FailAsync($"can't connect to {node}: {reason}; is it running?").ConfigureAwait(false);
        }

        using var socket = connected;
        try
        {
            await using var stream = new NetworkStream(socket);
            if (trust is null)
                return await TalkAsync(stream, () => EndSendingAsync(socket), node, commands, key).ConfigureAwait(false);
            await using var tls = await SecureAsync(stream, trust.OptionsFor(host, (_, certificate) => NodeCertificate.IsOf(certificate, to))).ConfigureAwait(false);
            return await TalkAsync(tls, tls.ShutdownAsync, node, commands, key).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is AuthenticationException or OperationCanceledException)
        {
            var reason = fault is AuthenticationException ? fault.Message : $"no answer for {ConnectTimeout.TotalSeconds:0} s";
            return await FailAsync($"no TLS with {node}: {reason}").ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            return await FailAsync($"the connection with {node} broke: {fault.Message}").ConfigureAwait(false);
        }
    }

    /// <returns>Null: it isn't HOST:PORT.</returns>
    internal static (string Host, int Port)? ParseAddress(string to)
    {
        var colon = to.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(to.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return null;
        var host = to[..colon];
        if (host.StartsWith('[') && host.EndsWith(']'))
            host = host[1..^1];
        return host.Length > 0 ? (host, port) : null;
    }

    private static (string Host, int Port) AddressOf(HerdSettings herd, string name)
    {
        if (name.Contains(':'))
            throw new SettingsException($"expected a node or HOST:PORT with a port from 1 to 65535, found '{name}'");
        var node = NodeCommand.Find(herd, name);
        return node.ClientPort != 0
            ? (node.Host, node.ClientPort)
            : throw new SettingsException($"{node.PathOf("client-port")}: is 0, any free one; give the HOST:PORT that {name} printed");
    }

    /// <summary>Waits until the node accepts the key. Its answer isn't shown: a node without keys repeats the secret.</summary>
    private static async Task<bool> AuthenticateAsync(Stream stream, ClientKey key)
    {
        await SendAsync(stream, [key.AuthLine]).ConfigureAwait(false);
        var answer = new byte[AuthLine.Accepted.Length];
        var read = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false).ConfigureAwait(false);
        return answer.AsSpan(0, read).SequenceEqual(AuthLine.Accepted);
    }

    private static async Task<SslStream> SecureAsync(NetworkStream stream, SslClientAuthenticationOptions options)
    {
        var tls = new SslStream(stream);
        using var giveUp = new CancellationTokenSource(ConnectTimeout);
        await tls.AuthenticateAsClientAsync(options, giveUp.Token).ConfigureAwait(false);
        return tls;
    }

    private static async Task<int> TalkAsync(Stream stream, Func<Task> endSending, string node, string[] commands, ClientKey? key)
    {
        if (key is not null && !await AuthenticateAsync(stream, key).ConfigureAwait(false))
            return await FailAsync($"{node} doesn't take the key {key.Name}, or takes none").ConfigureAwait(false);
        await using var output = Console.OpenStandardOutput();
        var answers = CopyAsync(stream, output);
        var sent = commands.Length > 0 ? SendAsync(stream, commands) : SendInputAsync(stream);
        // If the node closes first, standard input is read no further.
        if (await Task.WhenAny(sent, answers).ConfigureAwait(false) == sent)
        {
            await sent.ConfigureAwait(false);
            await endSending().ConfigureAwait(false);
        }

        var isAnswered = await answers.ConfigureAwait(false);
        await output.FlushAsync().ConfigureAwait(false);
        return isAnswered || !commands.Any(command => command.Trim().Length > 0)
            ? ExitCode.Ok
            : await FailAsync($"{node} closed the connection and answered nothing{(stream is SslStream ? "" : "; if its client port has TLS, say --tls")}").ConfigureAwait(false);
    }

    /// <returns>Whether anything came.</returns>
    private static async Task<bool> CopyAsync(Stream answers, Stream output)
    {
        var (buffer, hasAny) = (new byte[64 * 1024], false);
        while (await answers.ReadAsync(buffer).ConfigureAwait(false) is var read and > 0)
        {
            hasAny = true;
            await output.WriteAsync(buffer.AsMemory(0, read)).ConfigureAwait(false);
        }

        return hasAny;
    }

    private static Task EndSendingAsync(Socket socket)
    {
        socket.Shutdown(SocketShutdown.Send);
        return Task.CompletedTask;
    }

    private static async Task SendAsync(Stream stream, string[] commands) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(commands.Select(command => command + "\n")))).ConfigureAwait(false);

    private static async Task SendInputAsync(Stream stream)
    {
        if (!Console.IsInputRedirected)
            await Console.Error.WriteLineAsync("Type commands, one a line. Ctrl-D ends.").ConfigureAwait(false);
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(stream).ConfigureAwait(false);
    }

    private static async Task<int> FailAsync(string reason)
    {
        await Console.Error.WriteLineAsync($"herd: {reason}").ConfigureAwait(false);
        return ExitCode.Failed;
    }
}
