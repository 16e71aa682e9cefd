using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Herd.Actors.Gossip;
using Herd.Actors.Tls;
using Herd.Node.Commands;
using Herd.Node.Hosting;
using Herd.Node.Settings;
using Herd.Node.Tls;

namespace Herd.Node.Survey;

/// <param name="credentials">Null: nothing is shown to nodes.</param>
/// <param name="handler">Owned from here on.</param>
internal sealed class NodeHttp(HttpMessageHandler handler, Credentials? credentials = null, string scheme = "http") : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Nodes of a busy machine are slow, above all with their first answer.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ContinueTimeout = TimeSpan.FromSeconds(10);

    private const string UnknownPort = "its http-port is 0, any free one, and no node tells which";

    /// <summary>A node answers a removal only after waiting for the others to learn of it.</summary>
    private static readonly TimeSpan RemovalTimeout = MembershipAccess.RemovalTimeout + Timeout;

    /// <summary>Bytes. A report with a thousand members is far below 1 MiB.</summary>
    private const int MaxAnswerBytes = 16 << 20;

    /// <summary>An incomplete answer is an error.</summary>
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly HttpClient _http = new(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxAnswerBytes };

    /// <summary>The nodes asked at each host: with TLS, a node's name is accepted in place of its host's.</summary>
    private readonly ConcurrentDictionary<(string Host, string Node), bool> _asked = [];

    /// <summary>Ignores proxies of the environment: nodes are reached directly, like links.</summary>
    public NodeHttp(Credentials? credentials = null)
        : this(MakeHandler(), credentials)
    {
    }

    public static NodeHttp With(ServerTrust? trust, Credentials? credentials = null)
    {
        if (trust is null)
            return new NodeHttp(credentials);
        var handler = MakeHandler();
        var http = new NodeHttp(handler, credentials, Uri.UriSchemeHttps);
        handler.SslOptions = trust.OptionsFor(null, http.IsAskedAt);
        return http;
    }

    public async Task<(StatusReport? Report, string? Error)> StatusAsync(NodeAddress node, CancellationToken cancellation)
    {
        if (node.HttpPort == 0)
            return (null, UnknownPort);
        return await TryAsync<StatusReport>(Timeout, async cancel =>
        {
            Expect(node);
            // Credentials are shown only on request.
            using var first = await SendAsync(HttpMethod.Get, node, Status.Path, null, cancel).ConfigureAwait(false);
            var proof = first.StatusCode == HttpStatusCode.Unauthorized ? credentials?.For(node.Name, HttpMethod.Get, Status.Path) : null;
            using var second = proof is null ? null : await SendAsync(HttpMethod.Get, node, Status.Path, proof, cancel).ConfigureAwait(false);
            var response = second ?? first;
            return response.IsSuccessStatusCode
                ? (await response.Content.ReadFromJsonAsync<StatusReport>(Json, cancel).ConfigureAwait(false), null)
                : (null, Describe(response));
        }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Asks a node whether it serves. Health needs no credentials.</summary>
    public Task<(HealthAnswer? Answer, string? Error)> HealthAsync(NodeAddress node, CancellationToken cancellation) =>
        TryAsync<HealthAnswer>(Timeout, async cancel =>
        {
            Expect(node);
            using var response = await SendAsync(HttpMethod.Get, node, Health.Path, null, cancel).ConfigureAwait(false);
            return (await response.Content.ReadFromJsonAsync<HealthAnswer>(Json, cancel).ConfigureAwait(false), null);
        }, cancellation);

    public bool MayRemove(NodeAddress node, string name) => ProofOfRemoval(node, name) is not null;

    /// <returns>The answer and whether the node was removed, or why there is no answer.</returns>
    public async Task<(RemovalAnswer? Answer, bool IsDone, string? Error)> RemoveAsync(
        NodeAddress node, string name, CancellationToken cancellation)
    {
        var isDone = false;
        var (answer, error) = await TryAsync<RemovalAnswer>(RemovalTimeout, async cancel =>
        {
            using var response = await SendAsync(
                HttpMethod.Post, node, MemberRemoval.PathOf(name), ProofOfRemoval(node, name), cancel).ConfigureAwait(false);
            if (IsProblem(response))
                return (new RemovalAnswer("refused", await ReadDetailAsync(response, cancel).ConfigureAwait(false)), null);
            if (response.Content.Headers.ContentType?.MediaType != "application/json")
                return (null, Describe(response));
            isDone = response.IsSuccessStatusCode;
            return (await response.Content.ReadFromJsonAsync<RemovalAnswer>(Json, cancel).ConfigureAwait(false), null);
        }, cancellation).ConfigureAwait(false);
        return (answer, isDone, error);
    }

    /// <summary>Sends a request to the first reachable node, without a time limit.</summary>
    /// <param name="content">Makes the body, which is read only once the node accepts the request. Null: no body.</param>
    /// <returns>The node asked last, and its response with an unread body, or why there is none.</returns>
    public async Task<(NodeAddress Node, HttpResponseMessage? Response, string? Error)> TransferAsync(
        IReadOnlyList<NodeAddress> nodes, HttpMethod method, string path, Func<HttpContent>? content, CancellationToken cancellation)
    {
        List<string> errors = [];
        foreach (var node in nodes)
        {
            try
            {
                var response = await TransferAsync(node, method, path, content, cancellation).ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                    return (node, response, null);
                using (response)
                    return (node, null, $"{node}: {(IsProblem(response) ? await ReadDetailAsync(response, cancellation).ConfigureAwait(false) : Describe(response))}");
            }
            catch (Exception fault) when (IsUnreached(fault) && !cancellation.IsCancellationRequested)
            {
                errors.Add($"{node}: {(fault is HttpRequestException ? fault.Message : NoAnswerFor(ConnectTimeout))}");
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or UriFormatException or JsonException)
            {
                return (node, null, $"{node}: {Describe(fault)}");
            }
        }

        return (nodes[^1], null, string.Join("; ", errors.Distinct()));
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> TransferAsync(NodeAddress node, HttpMethod method, string path, Func<HttpContent>? content, CancellationToken cancellation)
    {
        if (node.HttpPort == 0)
            throw new HttpRequestException(HttpRequestError.ConnectionError, UnknownPort);
        Expect(node);
        var response = await SendAsync(null).ConfigureAwait(false);
        // Credentials are shown only on request.
        if (response.StatusCode != HttpStatusCode.Unauthorized || credentials?.For(node.Name, method, path.Split('?')[0]) is not { } proof)
            return response;
        response.Dispose();
        return await SendAsync(proof).ConfigureAwait(false);

        async Task<HttpResponseMessage> SendAsync(AuthenticationHeaderValue? shown)
        {
            using var request = new HttpRequestMessage(method, AddressOf(node, path)) { Content = content?.Invoke() };
            request.Headers.Authorization = shown;
            request.Headers.ExpectContinue = content is not null;
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        }
    }

    private void Expect(NodeAddress node)
    {
        if (node.Name is not null)
            _asked.TryAdd(Key(node.Host, node.Name), true);
    }

    private static bool IsUnreached(Exception fault) =>
        fault is TaskCanceledException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    private AuthenticationHeaderValue? ProofOfRemoval(NodeAddress node, string name) =>
        credentials?.For(node.Name, HttpMethod.Post, MemberRemoval.PathOf(name));

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, NodeAddress node, string path, AuthenticationHeaderValue? proof, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, AddressOf(node, path));
        request.Headers.Authorization = proof;
        return await _http.SendAsync(request, cancellation).ConfigureAwait(false);
    }

    private static async Task<string> ReadDetailAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(cancellation).ConfigureAwait(false);
        return problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.String
            ? SettingsCheck.OneLine(detail.GetString()!)
            : Describe(response);
    }

    private static bool IsProblem(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType == "application/problem+json";

    private static (string Host, string Node) Key(string host, string node) => (host.ToLowerInvariant(), node.ToLowerInvariant());

    private bool IsAskedAt(string host, X509Certificate2 certificate) =>
        NodeCertificate.NamesIn(certificate).Any(name => _asked.ContainsKey(Key(host, name)));

    private static SocketsHttpHandler MakeHandler() => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectTimeout = ConnectTimeout,
        // Sends no body until the node asks for it, since it may ask for credentials first.
        Expect100ContinueTimeout = ContinueTimeout,
        ConnectCallback = async (to, cancel) => new NetworkStream(
            await HappyEyeballs.ConnectAsync(to.DnsEndPoint.Host, to.DnsEndPoint.Port, cancel).ConfigureAwait(false), ownsSocket: true),
    };

    private Uri AddressOf(NodeAddress node, string path) => new(new UriBuilder(scheme, node.Host, node.HttpPort).Uri, path);

    private static string Describe(HttpResponseMessage response) => $"answers {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();

    private static string Describe(Exception fault) => fault is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: { } reason }
        ? $"no TLS with it: {reason.Message}"
        : fault.Message;

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
            return (null, NoAnswerFor(limit.IsCancellationRequested ? timeout : ConnectTimeout));
        }
        catch (Exception fault) when (fault is HttpRequestException or UriFormatException)
        {
            return (null, Describe(fault));
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            return (null, $"answers something else than a node of this version: {fault.Message}");
        }
    }

    private static string NoAnswerFor(TimeSpan time) => $"no answer for {time.TotalSeconds:0} s";
}
