using System.Net;
using System.Text.Json;
using Herd.Node.Hosting;

namespace Herd.Tests.Node.EndToEnd;

/// <summary>A node without neighbours in a process of its own, which may be restarted on the same data.</summary>
internal sealed class LoneNode : IDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string[] _settings;
    private Uri? _http;
    private int _port;

    public LoneNode(params string[] settings)
    {
        Folder.Write("ada.conf", "herd.nodes.Ada { client-port = 0, link-port = 0 }");
        _settings = ["node", "Ada", "--herd", "ada.conf", .. settings];
    }

    public TemporaryFolder Folder { get; } = new();

    public HerdProcess Process { get; private set; } = null!;

    /// <param name="redirection">In Bash syntax.</param>
    public void Start(string redirection = "")
    {
        Process?.Dispose();
        Process = HerdProcess.StartInShell(Folder, $"exec dotnet \"$@\" {redirection}", _settings);
        var ready = Process.WaitForLine("Ada ready ");
        _port = int.Parse(ready.Split("clients 127.0.0.1:")[1].Split(',')[0]);
        _http = new Uri(ready.Split(", ").Single(part => part.StartsWith("http", StringComparison.Ordinal)));
    }

    public Task<HerdClient> ConnectAsync() => HerdClient.ConnectAsync(_port);

    public async Task<(HttpStatusCode Status, string? Reason)> GetHealthAsync(string which)
    {
        using var answer = await Http.GetAsync(new Uri(_http!, $"/health/{which}"));
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, body.RootElement.GetProperty("reason").GetString());
    }

    public async Task<string?> AwaitHealthAsync(HttpStatusCode wanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var (status, reason) = await GetHealthAsync("ready");
            if (status == wanted)
                return reason;
            await Task.Delay(50, patience.Token);
        }
    }

    public async Task<StatusReport> GetStatusAsync() =>
        JsonSerializer.Deserialize<StatusReport>(await Http.GetStringAsync(new Uri(_http!, Status.Path)), JsonSerializerOptions.Web)!;

    public void Dispose()
    {
        Process?.Dispose();
        Folder.Dispose();
    }
}
