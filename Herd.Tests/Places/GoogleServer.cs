using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Herd.Actors.Places;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Herd.Tests.Places;

/// <summary>Plays Google on a free local port.</summary>
internal sealed class GoogleServer : IAsyncDisposable
{
    public const string Key = "test-key-3141592653";

    private readonly WebApplication _app;

    private GoogleServer(WebApplication app) => _app = app;

    public sealed record Request(string Method, string PathAndQuery, IReadOnlyDictionary<string, string> Headers, string Body);

    public ConcurrentQueue<Request> Requests { get; } = [];

    public RequestDelegate Answer { get; set; } = _ => Task.CompletedTask;

    public string BaseUrl => _app.Urls.First();

    public GooglePlacesSettings Settings => GooglePlacesSettings.Default with
    {
        ApiKey = Key,
        BaseUrl = BaseUrl,
        Timeout = TimeSpan.FromSeconds(30),
    };

    public static async Task<GoogleServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new GoogleServer(builder.Build());
        server._app.Run(server.TakeAsync);
        await server._app.StartAsync();
        return server;
    }

    public void AnswerWith(string body, int status = 200) => Answer = async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=UTF-8";
        if (body.Length > 0)
            await context.Response.WriteAsync(body);
    };

    /// <summary>Sends the start of an answer and then stalls until the client gives up.</summary>
    public void AnswerNeverEnding(string start) => Answer = async context =>
    {
        if (start.Length > 0)
        {
            await context.Response.WriteAsync(start);
            await context.Response.Body.FlushAsync();
        }
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    };

    /// <summary>Sends the start of an answer and then aborts the connection.</summary>
    public void AnswerBrokenOff(string start) => Answer = async context =>
    {
        if (start.Length > 0)
        {
            context.Response.ContentLength = start.Length + 100;
            await context.Response.WriteAsync(start);
            await context.Response.Body.FlushAsync();
        }
        context.Abort();
    };

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        Requests.Enqueue(new Request(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync()));
        await Answer(context);
    }
}
