using Herd.Node.Survey;

namespace Herd.Node.Commands;

/// <summary><c>herd export</c>: writes all locations that a node knows to standard output, in the form of <c>herd import</c>.</summary>
internal static class ExportCommand
{
    private const string Path = "/v1/export";

    public static async Task<int> RunAsync(NodeHttp http, IReadOnlyList<NodeAddress> nodes)
    {
        var (node, response, error) = await http.TransferAsync(nodes, HttpMethod.Get, Path, null, CancellationToken.None).ConfigureAwait(false);
        if (response is null)
            return await FailAsync(error!).ConfigureAwait(false);
        using var answer = response;
        var progress = new TransferProgress("Exporting", "lines", await CountAsync(http, node).ConfigureAwait(false));
        try
        {
            await progress.ShowAsync(CopyAsync(response, progress)).ConfigureAwait(false);
            return ExitCode.Ok;
        }
        catch (ReaderGoneException)
        {
            // The reader, such as head, has enough.
            return ExitCode.Ok;
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            return await FailAsync($"{node} broke off: {fault.Message}; what was written isn't all").ConfigureAwait(false);
        }
    }

    /// <summary>An estimate of the lines to come; null: unknown, for example because the key doesn't allow asking for it.</summary>
    private static async Task<long?> CountAsync(NodeHttp http, NodeAddress node) =>
        Terminal.HasError ? (await http.StatusAsync(node, CancellationToken.None).ConfigureAwait(false)).Report?.Clients : null;

    private static async Task CopyAsync(HttpResponseMessage response, TransferProgress progress)
    {
        await using var body = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        await using var output = new Output();
        var buffer = new byte[64 * 1024];
        for (int length; (length = await body.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
        {
            try
            {
                await output.WriteAsync(buffer.AsMemory(0, length)).ConfigureAwait(false);
            }
            catch (IOException fault)
            {
                throw new ReaderGoneException(fault);
            }

            progress.Add(buffer.AsSpan(0, length).Count((byte)'\n'));
        }
    }

    private static async Task<int> FailAsync(string reason)
    {
        await Console.Error.WriteLineAsync($"herd: the export failed: {reason}").ConfigureAwait(false);
        return ExitCode.Failed;
    }

    private sealed class ReaderGoneException(IOException fault) : Exception(fault.Message, fault);
}
