using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Herd.Node.Http;
using Herd.Node.Settings;
using Herd.Node.Survey;

namespace Herd.Node.Commands;

/// <summary><c>herd import</c>: reports locations from a file or standard input to a node: NDJSON, or GeoJSON by the file's name.</summary>
internal static class ImportCommand
{
    private const string Path = "/v1/clients";
    private const int MaxErrors = 10;

    /// <param name="file">Null: standard input.</param>
    public static async Task<int> RunAsync(NodeHttp http, IReadOnlyList<NodeAddress> nodes, string? file)
    {
        await using var source = file is null ? Console.OpenStandardInput() : Open(file);
        var progress = new TransferProgress("Importing", "bytes", file is not null && source.CanSeek ? source.Length : null);
        var mediaType = System.IO.Path.GetExtension(file)?.ToLowerInvariant() is ".geojson" or ".json" ? GeoJson.MediaType : GeoJson.LinesMediaType;
        var (node, answer, error) = await progress.ShowAsync(SendAsync(http, nodes, source, mediaType, progress)).ConfigureAwait(false);
        if (answer is null)
        {
            await Console.Error.WriteLineAsync($"herd: the import failed: {error}").ConfigureAwait(false);
            return ExitCode.Failed;
        }

        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{node}: {answer.Accepted} accepted, {answer.Stale} stale, {answer.Refused} refused")).ConfigureAwait(false);
        foreach (var refused in answer.Errors.Take(MaxErrors))
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"herd: {refused.Line}: {SettingsCheck.OneLine(refused.Detail)}")).ConfigureAwait(false);
        if (answer.Refused > MaxErrors)
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"herd: and {answer.Refused - MaxErrors} more")).ConfigureAwait(false);
        return answer.Refused == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static FileStream Open(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, useAsync: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(fault.Message.TrimEnd('.'));
        }
    }

    private static async Task<(NodeAddress Node, BulkAnswer? Answer, string? Error)> SendAsync(
        NodeHttp http, IReadOnlyList<NodeAddress> nodes, Stream source, string mediaType, TransferProgress progress)
    {
        var (node, response, error) = await http.TransferAsync(
            nodes, HttpMethod.Post, Path, Begin, CancellationToken.None).ConfigureAwait(false);
        if (response is null)
            return (node, null, error);
        using (response)
        {
            try
            {
                await using var body = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
                return (node, await JsonSerializer.DeserializeAsync(body, HttpJson.Default.BulkAnswer).ConfigureAwait(false), $"{node} answers nothing");
            }
            catch (Exception fault) when (fault is JsonException or IOException or HttpRequestException)
            {
                return (node, null, $"{node} answers something else than a node of this version: {fault.Message}");
            }
        }

        // What was read can't be sent to another node.
        Upload Begin() => progress.HasBegun ? throw new IOException("it refused after a part was sent") : new Upload(source, mediaType, progress);
    }

    /// <summary>Sends a stream once and leaves it open, so that after a refusal before reading it can be sent again.</summary>
    private sealed class Upload : HttpContent
    {
        private readonly Stream _source;
        private readonly TransferProgress _progress;

        public Upload(Stream source, string mediaType, TransferProgress progress)
        {
            (_source, _progress) = (source, progress);
            Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            var buffer = new byte[64 * 1024];
            for (int length; (length = await _source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                await stream.WriteAsync(buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                _progress.Add(length);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
