using System.Net;
using Herd.Actors.Membership;
using Herd.Node.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Herd.Tests.Node;

/// <summary>What answers over HTTP like a node, with whatever a test wants to hear.</summary>
internal sealed class FakeNode : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FakeNode(WebApplication application, int port)
    {
        _application = application;
        Port = port;
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    public Uri Uri => new($"http://{Address}");

    /// <summary>Answers removals.</summary>
    public static Task<FakeNode> StartAsync(IMembershipAccess membership, string secret = "", TimeProvider? time = null) =>
        StartAsync(membership, application => MemberRemoval.Map(application, secret, time ?? TimeProvider.System));

    /// <summary>Answers <c>GET /status</c>, and removals.</summary>
    /// <param name="status">Asked each time with the node's port; null: 503.</param>
    /// <param name="membership">Asked for removals.</param>
    /// <param name="secret">The herd's.</param>
    public static Task<FakeNode> StartAsync(Func<int, StatusReport?> status, IMembershipAccess? membership = null, string secret = "") =>
        StartAsync(membership ?? new NoMembership(), application =>
        {
            application.MapGet(Status.Path, context => AnswerAsync(context, status(context.Connection.LocalPort)));
            MemberRemoval.Map(application, secret, TimeProvider.System);
        });

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task<FakeNode> StartAsync(IMembershipAccess membership, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(membership);
        var application = builder.Build();
        map(application);
        await application.StartAsync();
        return new FakeNode(application, new Uri(application.Urls.Single()).Port);
    }

    private static Task AnswerAsync(HttpContext context, StatusReport? report)
    {
        if (report is not null)
            return context.Response.WriteAsJsonAsync(report);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }
}
