using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Herd.Node.Survey;
using Spectre.Console;

namespace Herd.Node.Commands;

/// <summary><c>herd watch</c>: prints a node's stream, and continues at another node when that one is gone.</summary>
/// <param name="filter">The stream's query parameters, encoded; empty: none.</param>
internal sealed class WatchCommand(NodeHttp http, IReadOnlyList<NodeAddress> nodes, string filter, bool isJson)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private string? _last;

    /// <returns><see cref="ExitCode.Ok"/> if a signal ends it, or the reader of its output has gone.</returns>
    public async Task<int> RunAsync()
    {
        using var signals = new StopSignals();
        await using var output = new Output();
        var order = new Queue<NodeAddress>(nodes);
        try
        {
            while (true)
            {
                var (node, response, error) = await http.TransferAsync([.. order], HttpMethod.Get, Path(), null, signals.Stop).ConfigureAwait(false);
                if (response is null && _last is null)
                {
                    await Console.Error.WriteLineAsync($"herd: {error}").ConfigureAwait(false);
                    return ExitCode.Failed;
                }

                var reason = error ?? "it ended the stream";
                if (response is not null)
                {
                    using (response)
                        reason = await PrintAsync(response, output, signals.Stop).ConfigureAwait(false) ?? reason;
                }

                await Console.Error.WriteLineAsync($"herd: {node}: {reason}; going on").ConfigureAwait(false);
                // Other nodes come before this one.
                while (order.Peek() != node)
                    order.Enqueue(order.Dequeue());
                order.Enqueue(order.Dequeue());
                if (response is null || nodes.Count == 1)
                    await Task.Delay(RetryInterval, signals.Stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            // The usual end.
        }
        catch (IOException)
        {
            // The reader has enough.
        }

        return ExitCode.Ok;
    }

    /// <returns>Why the stream broke off; null: the node ended it.</returns>
    private async Task<string?> PrintAsync(HttpResponseMessage response, Output output, CancellationToken stop)
    {
        await using var body = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        var parser = SseParser.Create(body);
        await using var events = parser.EnumerateAsync(stop).GetAsyncEnumerator(stop);
        while (true)
        {
            try
            {
                if (!await events.MoveNextAsync().ConfigureAwait(false))
                    return null;
            }
            catch (Exception fault) when (fault is IOException or HttpRequestException)
            {
                return fault.Message;
            }
            finally
            {
                _last = parser.LastEventId is { Length: > 0 } id ? id : _last;
            }

            var line = isJson ? Json(events.Current) : Describe(events.Current);
            await output.WriteAsync(line + "\n").ConfigureAwait(false);
        }
    }

    private string Path()
    {
        var after = _last is null ? "" : $"after={Uri.EscapeDataString(_last)}";
        var query = string.Join('&', new[] { filter, after }.Where(part => part.Length > 0));
        return query.Length > 0 ? $"/v1/stream?{query}" : "/v1/stream";
    }

    /// <summary>A move's data as it came; other events wrapped with their name.</summary>
    private static string Json(SseItem<string> item) => item.EventType is "move"
        ? item.Data
        : string.Create(CultureInfo.InvariantCulture, $"{{\"event\":{JsonSerializer.Serialize(item.EventType)},\"data\":{item.Data}}}");

    private static string Describe(SseItem<string> item)
    {
        using var data = JsonDocument.Parse(item.Data);
        var root = data.RootElement;
        var text = root.TryGetProperty("id", out var id) ? $" {Printable(id.GetString()!)}" : "";
        if (root.TryGetProperty("geometry", out var geometry))
        {
            var coordinates = geometry.GetProperty("coordinates");
            var properties = root.GetProperty("properties");
            text += string.Create(CultureInfo.InvariantCulture, $"  {coordinates[1].GetRawText()} {coordinates[0].GetRawText()}  {properties.GetProperty("time")}  {properties.GetProperty("server")}");
        }

        var line = $"{item.EventType,-5}{text}";
        return Terminal.HasOutput ? Coloured(item.EventType, line) : line;
    }

    private static string Coloured(string kind, string line)
    {
        var style = new Style(kind switch { "move" => Color.Green, "leave" => Color.Yellow, "gone" => Color.Red, _ => Color.Grey });
        var writer = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.Yes });
        console.Profile.Width = int.MaxValue / 2;
        console.Write(new Text(line, style));
        return writer.ToString();
    }

    /// <summary>An ID may be any bytes, but must not control the terminal.</summary>
    private static string Printable(string id) => string.Concat(id.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter));
}
