using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Herd.Actors.Gossip;
using Herd.Actors.Tls;
using Herd.Node.Hosting;
using Herd.Node.Tls;

namespace Herd.Node.Survey;

/// <summary>Talks with nodes over HTTP.</summary>
/// <param name="handler">Its own from here on.</param>
/// <param name="scheme">Of all addresses.</param>
internal sealed class NodeHttp(HttpMessageHandler handler, string scheme = "http") : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>A node answers at the latest when it has waited for the others to hear of it.</summary>
    private static readonly TimeSpan RemovalTimeout = MembershipAccess.RemovalTimeout + Timeout;

    /// <summary>A report of a thousand members and their vectors has well under one.</summary>
    private const int MaxAnswerBytes = 16 << 20;

    /// <summary>An answer that lacks something is none.</summary>
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly HttpClient _http = new(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxAnswerBytes };

    /// <summary>The nodes that are asked at a host: with TLS, their names will do as well as the host's.</summary>
    private readonly ConcurrentDictionary<(string Host, string Node), bool> _asked = [];

    /// <summary>Nodes are reached directly, as links are, whatever proxy the environment names.</summary>
    public NodeHttp()
        : this(MakeHandler())
    {
    }

    /// <param name="trust">By what nodes are known; null: they have no TLS.</param>
    public static NodeHttp With(ServerTrust? trust)
    {
        if (trust is null)
            return new NodeHttp();
        var handler = MakeHandler();
        var http = new NodeHttp(handler, Uri.UriSchemeHttps);
        handler.SslOptions = trust.OptionsFor(null, http.IsAskedAt);
        return http;
    }

    /// <summary>What a node says of itself.</summary>
    /// <returns>Its report, or why there is none.</returns>
    public async Task<(StatusReport? Report, string? Error)> StatusAsync(NodeAddress node, CancellationToken cancellation)
    {
        if (node.HttpPort == 0)
            return (null, "its http-port is 0, any free one, and no node tells which");
        return await TryAsync<StatusReport>(Timeout, async cancel =>
        {
            if (node.Name is not null)
                _asked.TryAdd(Key(node.Host, node.Name), true);
            using var response = await _http.GetAsync(AddressOf(node, Status.Path), cancel).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? (await response.Content.ReadFromJsonAsync<StatusReport>(Json, cancel).ConfigureAwait(false), null)
                : (null, Describe(response));
        }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Asks a node to take out another.</summary>
    /// <returns>Its answer and whether it did so, or why there is none.</returns>
    public async Task<(RemovalAnswer? Answer, bool IsDone, string? Error)> RemoveAsync(
        NodeAddress node, string name, Func<string, AuthenticationHeaderValue?> proof, CancellationToken cancellation)
    {
        var isDone = false;
        var (answer, error) = await TryAsync<RemovalAnswer>(RemovalTimeout, async cancel =>
        {
            var path = MemberRemoval.PathOf(name);
            using var request = new HttpRequestMessage(HttpMethod.Post, AddressOf(node, path));
            request.Headers.Authorization = proof(path);
            using var response = await _http.SendAsync(request, cancel).ConfigureAwait(false);
            if (response.Content.Headers.ContentType?.MediaType != "application/json")
                return (null, Describe(response));
            isDone = response.IsSuccessStatusCode;
            return (await response.Content.ReadFromJsonAsync<RemovalAnswer>(Json, cancel).ConfigureAwait(false), null);
        }, cancellation).ConfigureAwait(false);
        return (answer, isDone, error);
    }

    public void Dispose() => _http.Dispose();

    private static (string Host, string Node) Key(string host, string node) => (host.ToLowerInvariant(), node.ToLowerInvariant());

    private bool IsAskedAt(string host, X509Certificate2 certificate) =>
        NodeCertificate.NamesIn(certificate).Any(name => _asked.ContainsKey(Key(host, name)));

    private static SocketsHttpHandler MakeHandler() => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (to, cancel) => new NetworkStream(
            await Dialer.ConnectAsync(to.DnsEndPoint.Host, to.DnsEndPoint.Port, cancel).ConfigureAwait(false), ownsSocket: true),
    };

    private Uri AddressOf(NodeAddress node, string path) => new UriBuilder(scheme, node.Host, node.HttpPort, path).Uri;

    private static string Describe(HttpResponseMessage response) => $"answers {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();

    private static async Task<(T? Answer, string? Error)> TryAsync<T>(
        TimeSpan timeout, Func<CancellationToken, Task<(T? Answer, string? Error)>> ask, CancellationToken cancellation)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            var (answer, error) = await ask(limit.Token).ConfigureAwait(false);
            return answer is null ? (null, error ?? "answers nothing") : (answer, null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, $"no answer for {timeout.TotalSeconds:0} s");
        }
        catch (Exception fault) when (fault is HttpRequestException or UriFormatException)
        {
            return (null, fault is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: { } reason }
                ? $"no TLS with it: {reason.Message}"
                : fault.Message);
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            return (null, $"answers something else than a node of this version: {fault.Message}");
        }
    }
}
