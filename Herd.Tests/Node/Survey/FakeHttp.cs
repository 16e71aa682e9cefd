using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Herd.Node.Hosting;

namespace Herd.Tests.Node.Survey;

/// <summary>Answers by port of 127.0.0.1, without a network.</summary>
internal sealed class FakeHttp : HttpMessageHandler
{
    private readonly Dictionary<int, Func<HttpResponseMessage>> _nodes = [];
    private readonly ConcurrentQueue<int> _asked = [];

    public IReadOnlyList<int> Asked => [.. _asked];

    public void Put(int port, StatusReport report) => Put(port, () => new HttpResponseMessage { Content = JsonContent.Create(report) });

    public void Put(int port, HttpStatusCode status) => Put(port, () => new HttpResponseMessage(status));

    public void Put(int port, string text) =>
        Put(port, () => new HttpResponseMessage { Content = new StringContent(text, null, "application/json") });

    public void Put(int port, Func<HttpResponseMessage> answer) => _nodes[port] = answer;

    /// <summary>Connections to the port are refused from now on.</summary>
    public void Remove(int port) => _nodes.Remove(port);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var port = request.RequestUri!.Port;
        _asked.Enqueue(port);
        return _nodes.TryGetValue(port, out var answer)
            ? Task.FromResult(answer())
            : throw new HttpRequestException($"Connection refused (127.0.0.1:{port})");
    }
}
